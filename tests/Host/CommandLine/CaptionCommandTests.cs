using System.Text.Json;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Images.Hybrid;
using Rag.Engine.Caption;
using Rag.Files.Pictures;
using Rag.Memory;
using Rag.Memory.Embedded;
using TorchSharp;

namespace Rag.Host.Tests.CommandLine;

/// <summary>A picture encoder and a captioner that know nothing, in folders.</summary>
public sealed class UntrainedCaptioner : IDisposable
{
    internal const string Net = "golden/models/resnet18-imagenet";

    private readonly TemporaryFolder _folder = new();

    public UntrainedCaptioner()
    {
        if (!SharedData.Exists(Net)) return; // the tests are skipped
        using var folder = ModelFolder.Open(SharedData.Path(Net));
        using var encoder = HybridEncoder.Over(ResidualNet.Open(folder), new HybridEncoderOptions { Layers = 1, Size = 64 }, 1);
        encoder.Save(Picture, TensorType.F16);
        var vocabulary = new CaptionVocabulary(["a", "dog", "cat", "runs", "sits", "red", "blue", "here", "狗", "跑"]);
        torch.manual_seed(1);
        using var captioner = new Captioner(new CaptionDecoder(new CaptionerOptions { Vocabulary = vocabulary.Count, Width = 16, Heads = 2 }), vocabulary);
        captioner.Save(Model);
    }

    public string Picture => _folder["picture"];

    public string Model => _folder["captioner"];

    public void Dispose() => _folder.Dispose();
}

[Collection(GlobalGenerator.Name)]
public sealed class CaptionCommandTests(UntrainedCaptioner models) : IClassFixture<UntrainedCaptioner>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedFact(UntrainedCaptioner.Net)]
    public async Task What_can_be_read_is_captioned_what_cannot_is_named_and_what_is_done_stays()
    {
        Bmp("in/a.bmp", 40, 30);
        Bmp("in/sub/b.bmp", 1, 1);
        var bad = _folder.Write("in/c.jpg", "no picture");
        _folder.Write("in/notes.txt", "no picture either");

        var first = await Caption(_folder["in"], "--sidecar", "--jsonl", _folder["out.jsonl"]);

        Assert.Equal((2, ""), (first.ExitCode, first.Output));
        Assert.StartsWith(bad, Assert.Single(first.ErrorLines), StringComparison.Ordinal);
        Assert.NotEmpty((await File.ReadAllTextAsync(_folder["in/a.bmp.txt"])).Trim());
        Assert.Equal(2, (await File.ReadAllLinesAsync(_folder["out.jsonl"])).Length);
        _folder.Write("in/a.bmp.txt", "done before");
        File.Delete(bad);
        var second = await Caption(_folder["in"], "--sidecar", "--jsonl", _folder["out.jsonl"]);
        Assert.Equal(0, second.ExitCode);
        Assert.Contains("2 of 2 pictures are done already", Assert.Single(second.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("done before", await File.ReadAllTextAsync(_folder["in/a.bmp.txt"]));
    }

    [SharedFact(UntrainedCaptioner.Net)]
    public async Task One_caption_goes_to_the_output_and_its_explanation_into_a_picture()
    {
        var picture = Bmp("a.bmp", 60, 40);

        var plain = await Caption(picture, "--lang", "zh");
        var json = await Caption(picture, "--lang", "zh", "--json", "--explain", _folder["where.png"]);

        using var document = JsonDocument.Parse(json.Output);
        var caption = document.RootElement.GetProperty("captions")[0];
        Assert.Equal((0, 0, plain.Output.Trim()), (plain.ExitCode, json.ExitCode, caption.GetProperty("caption").GetString()));
        var words = caption.GetProperty("words");
        Assert.Equal(4, words[0].GetProperty("patches").GetArrayLength()); // 64 pixels, cells of 32
        Assert.Equal(0, words[0].GetProperty("copied").GetDouble());
        Assert.True(PictureReader.Read(_folder["where.png"]).Width > 192);
    }

    [SharedFact(UntrainedCaptioner.Net)]
    public async Task Captions_of_a_collections_pictures_are_read()
    {
        var picture = Bmp("a.bmp", 60, 40);
        await using (var memory = EmbeddedMemory.Open(_folder["memory"], "album", new MemoryOptions { Encoder = new EmbeddingSource("picture", 384) }))
        {
            await memory.UpsertAsync([.. Enumerable.Range(0, 3).Select(i => new Item
            {
                Source = $"{i}.jpg", Ordinal = 0, Modality = Modality.Image, Text = $"A frog number {i} sits here.\n一只青蛙", Embedding = Enumerable.Range(0, 384).Select(n => (float)(n + i)).ToArray(),
            })]);
            await memory.CommitAsync();
        }

        var ran = await Caption(picture, "--memory", $"embedded:{_folder["memory"]}", "--collection", "album", "--json", "--explain", _folder["where.png"]);

        Assert.Equal(0, ran.ExitCode);
        using var document = JsonDocument.Parse(ran.Output);
        var retrieved = document.RootElement.GetProperty("captions")[0].GetProperty("retrieved");
        Assert.Equal(3, retrieved.GetArrayLength());
        Assert.All(retrieved.EnumerateArray(), caption => Assert.StartsWith("a frog number", caption.GetProperty("caption").GetString(), StringComparison.Ordinal));
    }

    [SharedTheory(UntrainedCaptioner.Net)]
    [InlineData("on")]
    [InlineData("off")]
    public async Task Captions_are_measured_beside_the_baselines(string use)
    {
        string[] rows = [.. Enumerable.Range(0, 6).Select(i =>
        {
            Bmp($"data/{i}.bmp", 20 + i, 20);
            return $$"""{"image": "{{i}}.bmp", "split": "{{(i < 4 ? "train" : "val")}}", "captions": ["A dog runs {{i}}", "{{(i == 0 ? "A cat sits there" : "A red dog runs here")}}"], "captions_zh": ["狗跑"]}""";
        })];
        _folder.Write("data/captions.jsonl", string.Join('\n', rows));

        var ran = await Ran.Run(
            "eval", "caption", "--data", _folder["data"], "--memory", use, "--states", _folder["states"], "--words", "dog", "--model", models.Model, "--picture", models.Picture, "--json");

        Assert.Equal(0, ran.ExitCode);
        using var document = JsonDocument.Parse(ran.Output);
        var figures = document.RootElement;
        Assert.Equal(2, figures.GetProperty("n").GetInt32());
        Assert.Equal(2, figures.GetProperty("named").GetProperty("pictures").GetInt32());
        Assert.InRange(figures.GetProperty("retrieval").GetProperty("t2i_r10").GetDouble(), 0.99, 1);
        Assert.Equal(1, figures.GetProperty("baselines").GetProperty("consensus").GetProperty("bleu4").GetDouble(), 3);
        foreach (var name in new[] { "bleu1", "bleu2", "bleu3", "bleu4", "rouge_l", "cider", "distinct_captions", "distinct_words" })
            Assert.True(figures.GetProperty(name).GetDouble() >= 0 && figures.GetProperty("baselines").GetProperty("nearest").GetProperty(name).GetDouble() >= 0);
    }

    [SharedTheory(UntrainedCaptioner.Net)]
    [InlineData("no such file or folder", "nowhere.jpg")]
    [InlineData("--beam 0", "a.bmp", "--beam", "0")]
    [InlineData("--explain draws one picture; 2 are given", "a.bmp", "b.bmp", "--explain", "x.png")]
    [InlineData("name one", "a.bmp", "--data", ".", "--collection", "album")]
    public async Task What_makes_no_sense_is_refused_in_a_line(string reason, params string[] arguments)
    {
        Bmp("a.bmp", 5, 5);
        Bmp("b.bmp", 5, 5);

        var ran = await Caption([.. arguments.Select(argument => argument.EndsWith(".bmp", StringComparison.Ordinal) ? _folder[argument] : argument)]);

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains(reason, ran.ErrorLines[0], StringComparison.Ordinal);
    }

    [SharedFact(UntrainedCaptioner.Net)]
    public async Task A_folder_that_holds_no_captioner_is_refused_in_a_line()
    {
        var ran = await Ran.Run("caption", Bmp("a.bmp", 5, 5), "--model", models.Picture, "--picture", models.Picture);

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("is no captioner", Assert.Single(ran.ErrorLines), StringComparison.Ordinal);
    }

    private Task<Ran> Caption(params string[] arguments) => Ran.Run(["caption", .. arguments, "--model", models.Model, "--picture", models.Picture]);

    /// <summary>Stripes, as a file of 24 bits a pixel.</summary>
    private string Bmp(string name, int width, int height)
    {
        var row = (3 * width + 3) / 4 * 4;
        var pixels = new byte[row * height];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i % 7 * 36);
        return _folder.Write(
            name,
            [.. "BM"u8, .. BitConverter.GetBytes(54 + pixels.Length), 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, .. BitConverter.GetBytes(width), .. BitConverter.GetBytes(height), 1, 0, 24, 0, 0, 0, 0, 0,
                .. BitConverter.GetBytes(pixels.Length), .. new byte[16], .. pixels]);
    }
}
