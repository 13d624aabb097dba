using System.Text.Json;
using Rag.Host.CommandLine;

namespace Rag.Host.Tests.CommandLine;

/// <summary>The commands that open a model, with MiniLM as it is published.</summary>
public sealed class EmbeddingCommandTests : IDisposable
{
    private const string MiniLm = "golden/models/minilm";
    private readonly TemporaryFolder _folder = new();
    private readonly string _model = SharedData.Path(MiniLm);

    public EmbeddingCommandTests()
    {
        _folder.Write("documents/cat.txt", "A kitten sleeps on the sofa.");
        _folder.Write("documents/car.txt", "The engine of the lorry overheats.");
    }

    public void Dispose() => _folder.Dispose();

    [SharedFact(MiniLm)]
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

    [SharedFact(MiniLm)]
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

    [SharedFact(MiniLm)]
    public async Task Embed_gives_unit_vectors_and_an_npy_file()
    {
        var npy = _folder["x.npy"];
        var embedded = await Run("embed", "--model", _model, "--json", "-o", npy, "--", "A cat.", "-x");

        var json = JsonDocument.Parse(embedded.Output).RootElement;
        Assert.Equal(384, json.GetProperty("dimension").GetInt32());
        var item = json.GetProperty("items")[1];
        Assert.Equal("-x", item.GetProperty("input").GetString());
        Assert.Equal(1, item.GetProperty("embedding").EnumerateArray().Sum(number => Math.Pow(number.GetDouble(), 2)), 4);
        var bytes = File.ReadAllBytes(npy);
        Assert.Equal(0, (bytes.Length - 2 * 384 * 4) % 64);
        Assert.Contains("'shape': (2, 384)", System.Text.Encoding.Latin1.GetString(bytes[..128]));
    }

    [SharedFact(MiniLm)]
    public async Task Inspect_shows_tensors_and_tokens()
    {
        var inspected = await Run("models", "inspect", _model, "--text", "A cat.", "--json");

        var json = JsonDocument.Parse(inspected.Output).RootElement;
        Assert.Equal("BertModel", json.GetProperty("architecture").GetString());
        Assert.Equal(22_713_216, json.GetProperty("parameters").GetInt64());
        Assert.Equal([101, 1037, 4937, 1012, 102], json.GetProperty("texts")[0].GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal(2, json.GetProperty("texts")[0].GetProperty("offsets")[2][0].GetInt32());
    }

    [Theory]
    [InlineData("embed", "--model", "no/such", "text")]
    [InlineData("embed")]
    [InlineData("models", "inspect", "no/such")]
    [InlineData("models", "pull", "a/b/c")]
    [InlineData("models", "pull", "a/b", "--endpoint", "ftp://x")]
    [InlineData("search", "x", "--ranking", "stars")]
    public async Task Bad_usage_ends_with_2_and_a_line(params string[] command)
    {
        var ran = await Run(command);
        Assert.Equal(2, ran.ExitCode);
        Assert.NotEmpty(ran.ErrorLines);
    }

    private Task<(int ExitCode, string Output, string[] ErrorLines)> Rag(params string[] command) =>
        Run([.. command, "--memory", $"embedded:{_folder["memory"]}"]);

    private static async Task<(int ExitCode, string Output, string[] ErrorLines)> Run(params string[] command)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await RagCommandLine.Run(command, new Terminal(output, error, interactive: false));
        return (exitCode, output.ToString(), error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
