using System.Text.Json;

namespace Rag.Host.Tests.CommandLine;

public sealed class MemoryCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MemoryCommandTests() => _folder.Write("documents/clock.txt", "The tide clock was built by Jon Arnesen in 1887.\n");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stats_check_compact_and_backup_look_after_a_memory()
    {
        Assert.Equal(0, (await Rag("ingest", _folder["documents"])).ExitCode);

        var stats = await Rag("memory", "stats", "--json");
        using (var json = JsonDocument.Parse(stats.Output))
        {
            var collection = Assert.Single(json.RootElement.GetProperty("collections").EnumerateArray());
            Assert.Equal(
                ["name", "items", "vectors", "bytes", "state_bytes", "encoder", "dimension", "damages"],
                collection.EnumerateObject().Select(property => property.Name));
            Assert.Equal(("default", 1, 1), (collection.GetProperty("name").GetString(), collection.GetProperty("items").GetInt32(), collection.GetProperty("vectors").GetInt32()));
        }
        Assert.Equal(0, (await Rag("memory", "check")).ExitCode);
        Assert.Equal(0, (await Rag("memory", "compact")).ExitCode);
        Assert.Equal(0, (await Rag("memory", "backup", _folder["copy"])).ExitCode);
        Assert.Equal(2, (await Rag("memory", "backup", _folder["copy"])).ExitCode);

        var segment = Directory.GetFiles(_folder["memory/default"], "*.segment").Single();
        var bytes = File.ReadAllBytes(segment);
        bytes[30] ^= 1;
        File.WriteAllBytes(segment, bytes);
        var damaged = await Rag("memory", "check");
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains(damaged.ErrorLines, line => line.Contains(segment, StringComparison.Ordinal));
        File.WriteAllBytes(segment, bytes[..^1]);
        foreach (var command in (string[][])[["memory", "stats", "--json"], ["search", "tide clock", "--ranking", "words", "--json"]])
        {
            var (code, output, errors) = await Rag(command);
            Assert.Equal(1, code); // the only segment: what is asked for may stand in it
            Assert.Single(errors, line => line.Contains(segment, StringComparison.Ordinal));
            Assert.Contains(segment, output, StringComparison.Ordinal);
            using var json = JsonDocument.Parse(output);
        }
        await using var copy = Memory.Embedded.EmbeddedMemory.OpenReadOnly(_folder["copy"]);
        Assert.Equal(1, await copy.CountAsync());
    }

    [Fact]
    public async Task What_is_gone_is_taken_out_when_that_is_said()
    {
        foreach (var folder in (string[])["documents", "more", "others"])
        {
            _folder.Write($"{folder}/a.txt", $"The {folder} are kept in the tower.");
            Assert.Equal(0, (await Rag("ingest", _folder[folder], "--model", "none")).ExitCode);
        }
        Directory.Delete(_folder["more"], recursive: true);

        var refused = await Rag("ingest", _folder["more"], "--model", "none");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(refused.ErrorLines, line => line.Contains("--yes", StringComparison.Ordinal));
        var taken = await Rag("ingest", _folder["more"], "--yes", "--json", "--model", "none");
        Assert.Equal((0, 1), (taken.ExitCode, JsonDocument.Parse(taken.Output).RootElement.GetProperty("removed").GetInt32()));

        Assert.Equal(0, (await Rag("memory", "forget", _folder["others"])).ExitCode);
        var unknown = await Rag("memory", "forget", _folder["others"], "--json");
        Assert.Equal((3, 0), (unknown.ExitCode, JsonDocument.Parse(unknown.Output).RootElement.GetProperty("removed").GetInt32()));
        Assert.DoesNotContain("others", (await Rag("search", "kept", "--ranking", "words")).Output);
        Assert.Equal(0, (await Rag("search", "documents", "--ranking", "words")).ExitCode);
    }

    [Fact]
    public async Task Repair_makes_a_damaged_collection_one_that_can_be_ingested_into_again()
    {
        Assert.Equal(0, (await Rag("ingest", _folder["documents"], "--model", "none")).ExitCode);
        var segment = Directory.GetFiles(_folder["memory/default"], "*.segment").Single();
        File.WriteAllBytes(segment, File.ReadAllBytes(segment)[..^1]);

        Assert.Equal(1, (await Rag("ingest", _folder["documents"], "--model", "none")).ExitCode);
        var repaired = await Rag("memory", "repair");
        Assert.Equal(0, repaired.ExitCode);
        Assert.Contains(Path.GetFileName(segment), repaired.Output);
        Assert.Equal(0, (await Rag("memory", "check")).ExitCode);
        Assert.Contains("1 new", (await Rag("ingest", _folder["documents"], "--model", "none")).Output);
    }

    [Theory]
    [InlineData("memory", "check", "--memory", "qdrant:http://localhost:1")]
    [InlineData("search", "words", "--memory", "qdrant:not-a-url")]
    [InlineData("search", "words", "--memory", "elsewhere:x")]
    public async Task A_memory_that_cannot_be_used_so_is_bad_input(params string[] arguments)
    {
        var ran = await Ran.Run(arguments);
        Assert.Equal(2, ran.ExitCode);
        Assert.Contains(ran.ErrorLines, line => line.Contains("--memory", StringComparison.Ordinal));
    }

    private Task<Ran> Rag(params string[] arguments) => Ran.Run([.. arguments, "--memory", $"embedded:{_folder["memory"]}"]);
}
