using Rag.Memory.Embedded;
using Rag.Memory.Embedded.Storage;

namespace Rag.Memory.Tests.Embedded;

/// <summary>A store whose segment is in version 2, without blocks of postings.</summary>
public sealed class Format2Tests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Format2Tests()
    {
        var fixture = Path.Combine(SharedData.Repository, "tests/Memory/Fixtures/format2");
        foreach (var file in Directory.GetFiles(fixture, "*", SearchOption.AllDirectories))
            _folder.Write(Path.GetRelativePath(fixture, file), File.ReadAllBytes(file));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_read_as_it_is_and_beside_new_segments()
    {
        Assert.Empty(MemoryFolder.Check(_folder.Path));
        await using (var reader = EmbeddedMemory.OpenReadOnly(_folder.Path)) AssertFound(reader, tulips: 140);
        await using var writer = EmbeddedMemory.Open(_folder.Path);
        writer.Replace("new", "1", Items.Of("new", [.. Enumerable.Repeat("a tulip", 200)]));
        writer.Commit();
        AssertFound(writer, tulips: 340);
        writer.Compact();
        AssertFound(writer, tulips: 340);
        Assert.Empty(MemoryFolder.Check(_folder.Path));
        Assert.All(Directory.GetFiles(_folder["default"], "*.segment"), path => Assert.Equal(SegmentLayout.Version, File.ReadAllBytes(path)[8]));
    }

    private static void AssertFound(EmbeddedMemory store, int tulips)
    {
        Assert.Equal(tulips, store.Search("tulip", 1000).Count);
        Assert.EndsWith("141.txt", store.Search("where is the tide gauge?", 1)[0].Item.Source, StringComparison.Ordinal);
        var items = store.Scan().ToList();
        foreach (var query in (string[])["a common tulip", "garden 3", "the old tulip"])
            Ranking.ReferenceBm25.AssertSame(Ranking.ReferenceBm25.Search(items, query, 7, new MemoryOptions()), store.Search(query, 7));
    }
}
