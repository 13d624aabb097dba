using System.Diagnostics;
using Rag.Memory.Qdrant;

namespace Rag.Memory.Tests.Qdrant;

/// <summary>Two programs that write to one collection at once; see <see cref="WriterProgram"/>.</summary>
public sealed class TwoProcessesTests
{
    [Fact]
    public async Task Both_end_well_and_of_what_both_write_one_is_there_whole()
    {
        await using var fake = await FakeQdrant.StartAsync();
        using var one = Start(fake.Url, "one");
        using var other = Start(fake.Url, "other");
        await Task.WhenAll(one.WaitForExitAsync(), other.WaitForExitAsync());

        Assert.Equal((0, 0), (one.ExitCode, other.ExitCode));
        await using var memory = await QdrantMemory.OpenExistingAsync(new QdrantOptions(fake.Url), "shared");
        var items = (await memory.ScanAsync().ToListAsync()).ToLookup(item => item.Source);
        Assert.Equal(2 * WriterProgram.Own + WriterProgram.Shared, await memory.CountSourcesAsync());
        foreach (var (source, hash) in await memory.SourcesAsync().ToListAsync())
        {
            Assert.Equal(WriterProgram.ItemsOf(source, hash).Select(item => item.Text), items[source].OrderBy(item => item.Ordinal).Select(item => item.Text));
        }
    }

    private static Process Start(Uri url, string name) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(WriterProgram).Assembly.Location, WriterProgram.Name, url.AbsoluteUri, name]))!;
}

/// <summary>The program that <see cref="TwoProcessesTests"/> starts twice: writes sources of its own, and some that both write.</summary>
internal static class WriterProgram
{
    public const string Name = "write-to-qdrant";
    public const int Own = 30, Shared = 20;

    public static async Task RunAsync(string url, string name)
    {
        await using var memory = await QdrantMemory.OpenAsync(new QdrantOptions(new Uri(url)) { BatchSize = 7 }, "shared");
        for (var i = 0; i < Own + Shared; i++)
        {
            var source = i < Own ? $"{name}/{i}" : $"both/{i}";
            await memory.ReplaceAsync(source, name, ItemsOf(source, name));
            if (i % 10 == 9) await memory.CommitAsync();
        }
        await memory.CommitAsync();
    }

    public static Item[] ItemsOf(string source, string name) => Items.Of(source, [.. Enumerable.Range(0, name.Length).Select(i => $"{name} says {i} of {source}")]);
}
