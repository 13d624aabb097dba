using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rag.Host.Tests.CommandLine;

/// <summary>The commands that open a model, with the text encoder that comes with rag, opened as a folder.</summary>
public sealed class EmbeddingCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model = Path.Combine(SharedData.Repository, "src", "Encoders", "Weights", "text");

    public EmbeddingCommandTests()
    {
        _folder.Write("documents/cat.txt", "A kitten sleeps on the sofa.");
        _folder.Write("documents/car.txt", "The engine of the lorry overheats.");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_ingested_with_a_model_is_found_by_meaning_and_shows_both_scores()
    {
        Assert.Equal(0, (await Rag("ingest", _folder["documents"], "--model", _model)).ExitCode);

        var found = await Rag("search", "a young cat", "--json");

        var hit = JsonDocument.Parse(found.Output).RootElement.GetProperty("hits")[0];
        Assert.EndsWith("cat.txt", hit.GetProperty("source").GetString());
        Assert.True(hit.GetProperty("cosine").GetDouble() > .4);
        Assert.Equal(3, (await Rag("search", "automobile", "--ranking", "words")).ExitCode);
        Assert.Equal(0, (await Rag("search", "automobile")).ExitCode);
    }

    [Fact]
    public async Task Another_model_than_the_collection_s_is_refused_until_it_is_reindexed()
    {
        await Rag("ingest", _folder["documents"], "--model", "none");
        var refused = await Rag("search", "x", "--model", _model);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("rag reindex", Assert.Single(refused.ErrorLines));

        Assert.Equal(0, (await Rag("reindex", "--model", _model)).ExitCode);
        Assert.Equal(0, (await Rag("search", "a young cat", "--model", _model)).ExitCode);
        Assert.Equal(2, (await Rag("ingest", _folder["documents"], "--model", "none")).ExitCode);
    }

    [Fact]
    public async Task Embed_gives_unit_vectors_and_an_npy_file()
    {
        var npy = _folder["x.npy"];
        var embedded = await Ran.Run("embed", "--model", _model, "--json", "-o", npy, "--", "A cat.", "-x");

        var json = JsonDocument.Parse(embedded.Output).RootElement;
        Assert.Equal(384, json.GetProperty("dimension").GetInt32());
        var item = json.GetProperty("items")[1];
        Assert.Equal("-x", item.GetProperty("input").GetString());
        Assert.Equal(1, item.GetProperty("embedding").EnumerateArray().Sum(number => Math.Pow(number.GetDouble(), 2)), 4);
        var bytes = File.ReadAllBytes(npy);
        Assert.Equal(0, (bytes.Length - 2 * 384 * 4) % 64);
        Assert.Contains("'shape': (2, 384)", System.Text.Encoding.Latin1.GetString(bytes[..128]));
    }

    [Fact]
    public async Task A_model_of_the_same_space_may_search_and_add_and_one_of_another_may_not()
    {
        await Rag("ingest", _folder["documents"], "--model", _model);
        Copy(_model, _folder["twin"]);
        Copy(_model, _folder["stranger"]);
        _folder.Write("stranger/1_Pooling/config.json", """{"pooling_mode_cls_token": true}""");
        foreach (var name in (string[])["twin", "stranger"]) WriteSpace(name, null); // they must be compared

        var found = await Rag("search", "a young cat", "--model", _folder["twin"], "--json");
        Assert.EndsWith("cat.txt", JsonDocument.Parse(found.Output).RootElement.GetProperty("hits")[0].GetProperty("source").GetString());
        _folder.Write("documents/lamp.txt", "The lantern burns oil.");
        Assert.Equal(0, (await Rag("ingest", _folder["documents"], "--model", _folder["twin"])).ExitCode);

        Assert.Equal(0, (await Rag("search", "a young cat", "--model", "text")).ExitCode); // MiniLM's rows, and Chinese ones

        var refused = await Rag("search", "a young cat", "--model", _folder["stranger"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"holds embeddings of {_model}", Assert.Single(refused.ErrorLines));
    }

    [Fact]
    public async Task A_folder_that_names_its_space_stands_in_where_the_collection_s_model_has_gone()
    {
        Copy(_model, _folder["first"]);
        Copy(_model, _folder["second"]);
        foreach (var name in (string[])["first", "second"]) WriteSpace(name, "owner/first");
        await Rag("ingest", _folder["documents"], "--model", _folder["first"]);
        Directory.Delete(_folder["first"], recursive: true);

        Assert.Equal(0, (await Rag("search", "a young cat", "--model", _folder["second"])).ExitCode);
        var gone = await Rag("search", "a young cat");
        Assert.Equal(2, gone.ExitCode);
        Assert.Contains("is not at hand", Assert.Single(gone.ErrorLines));
    }

    private void WriteSpace(string model, string? space)
    {
        var config = JsonNode.Parse(File.ReadAllText(_folder[model + "/config.json"]))!.AsObject();
        if (space is null) config.Remove("embedding_space");
        else config["embedding_space"] = space;
        _folder.Write(model + "/config.json", config.ToJsonString());
    }

    [Fact]
    public async Task Pictures_are_embedded_by_the_encoder_that_comes_with_rag()
    {
        var embedded = await Ran.Run("embed", "--image", Picture, Picture, "--json", "-o", _folder["x.npy"]);

        var json = JsonDocument.Parse(embedded.Output).RootElement;
        Assert.Equal(("picture", 384), (json.GetProperty("model").GetString(), json.GetProperty("dimension").GetInt32()));
        Assert.Equal([Picture, Picture], json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("input").GetString()));
        Assert.Equal(1, json.GetProperty("items")[0].GetProperty("embedding").EnumerateArray().Sum(number => Math.Pow(number.GetDouble(), 2)), 4);
        Assert.Contains("'shape': (2, 384)", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(_folder["x.npy"])[..128]));
    }

    [Fact]
    public async Task Texts_and_pictures_are_embedded_into_one_space_by_default()
    {
        var embedded = await Ran.Run("embed", "--image", Picture, "--json", "--", "a pattern", "一只狗");

        var json = JsonDocument.Parse(embedded.Output).RootElement;
        Assert.Equal(("text+picture", 384), (json.GetProperty("model").GetString(), json.GetProperty("dimension").GetInt32()));
        Assert.Equal(["a pattern", "一只狗", Picture], json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("input").GetString()));
    }

    [SharedFact("golden/models/whisper-tiny-random")]
    public async Task Sound_is_embedded_by_Whisper_and_what_a_model_does_not_read_is_said()
    {
        var whisper = SharedData.Path("golden/models/whisper-tiny-random");
        var tone = _folder.Write("tone.wav", Tone());

        var embedded = await Ran.Run("embed", "--model", whisper, "--audio", tone, "--json");
        Assert.Equal(64, JsonDocument.Parse(embedded.Output).RootElement.GetProperty("items")[0].GetProperty("embedding").GetArrayLength());

        var refused = await Ran.Run("embed", "--model", whisper, "--audio", tone, "--", "a text");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("reads sound, not texts", Assert.Single(refused.ErrorLines));
    }

    [Fact]
    public async Task Inspect_shows_tensors_and_tokens()
    {
        var inspected = await Ran.Run("models", "inspect", _model, "--text", "A cat.", "--json");

        var json = JsonDocument.Parse(inspected.Output).RootElement;
        Assert.Equal("BertModel", json.GetProperty("architecture").GetString());
        Assert.Equal(24_157_824, json.GetProperty("parameters").GetInt64());
        Assert.Equal([101, 1037, 4937, 1012, 102], json.GetProperty("texts")[0].GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal(2, json.GetProperty("texts")[0].GetProperty("offsets")[2][0].GetInt32());
    }

    [Theory]
    [InlineData("embed", "--model", "no/such", "text")]
    [InlineData("embed")]
    [InlineData("embed", "--audio", "x.wav")]
    [InlineData("embed", "--image", "no/such.png")]
    [InlineData("ingest", ".", "--model", "picture")]
    [InlineData("eval", "images")]
    [InlineData("eval", "images", "--data", "no/such")]
    [InlineData("train", "image", "--data", "no/such")]
    [InlineData("train", "image", "--data", "no/such", "--net", "no/such", "--text", "no/such")]
    [InlineData("train", "image", "--data", "no/such", "--net", "no/such", "--text", "no/such", "--size", "16")]
    [InlineData("models", "inspect", "no/such")]
    [InlineData("models", "pull", "a/b/c")]
    [InlineData("models", "pull", "a/b", "--endpoint", "ftp://x")]
    [InlineData("search", "x", "--ranking", "stars")]
    public async Task Bad_usage_ends_with_2_and_a_line(params string[] command)
    {
        var ran = await Ran.Run(command);
        Assert.Equal(2, ran.ExitCode);
        Assert.Empty(ran.Output);
        Assert.NotEmpty(ran.ErrorLines);
    }

    [Theory]
    [InlineData("no/such: no such model or folder", "eval", "images", "--model", "no/such")]
    [InlineData("picture reads pictures, not texts", "eval", "images", "--text", "picture")]
    [InlineData("--split test", "eval", "images", "--split", "test", "--model", "picture")]
    [InlineData("no/such: no such model or folder", "train", "image", "--net", "no/such", "--text", "no/such")]
    [InlineData("picture reads pictures, not texts", "train", "image", "--net", "no/such", "--text", "picture")]
    [InlineData("no/such: there is no such folder", "train", "image", "--net", "no/such", "--text", "text")]
    [InlineData("\"bert\", not resnet", "train", "image", "--net", "TEXT MODEL", "--text", "text")]
    public async Task What_cannot_be_evaluated_or_trained_on_is_one_line(string reason, params string[] command)
    {
        _folder.Write("set/captions.jsonl", $$"""{"image": "{{Picture}}", "split": "val", "captions": ["a pattern"], "captions_zh": []}""");
        var ran = await Ran.Run([.. command.Select(word => word == "TEXT MODEL" ? _model : word), "--data", _folder["set"]]);
        Assert.Equal(2, ran.ExitCode);
        Assert.Empty(ran.Output);
        Assert.Contains(reason, Assert.Single(ran.ErrorLines));
    }

    private static string Picture { get; } = Path.Combine(SharedData.Repository, "tests/Files/Pictures/Fixtures/pattern.png");

    private static void Copy(string model, string folder)
    {
        foreach (var file in Directory.GetFiles(model, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(model, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (!file.EndsWith(".safetensors", StringComparison.Ordinal)) File.Copy(file, copy);
            else File.CreateSymbolicLink(copy, file);
        }
    }

    /// <summary>A tenth of a second at 16 kHz, as a WAV file of 16 bits.</summary>
    private static byte[] Tone()
    {
        var samples = Enumerable.Range(0, 1600).SelectMany(i => BitConverter.GetBytes((short)(9000 * Math.Sin(i * 0.2)))).ToArray();
        return
        [
            .. "RIFF"u8, .. BitConverter.GetBytes(36 + samples.Length), .. "WAVEfmt "u8, .. BitConverter.GetBytes(16), 1, 0, 1, 0,
            .. BitConverter.GetBytes(16_000), .. BitConverter.GetBytes(32_000), 2, 0, 16, 0, .. "data"u8, .. BitConverter.GetBytes(samples.Length), .. samples,
        ];
    }

    private Task<Ran> Rag(params string[] command) =>
        Ran.Run([.. command, "--memory", $"embedded:{_folder["memory"]}"]);
}
