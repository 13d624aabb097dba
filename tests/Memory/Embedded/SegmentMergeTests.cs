using Rag.Memory.Embedded;
using Rag.Memory.Embedded.Storage;

namespace Rag.Memory.Tests.Embedded;

public sealed class SegmentMergeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Many_commits_leave_few_segments_and_all_items()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path, "default", null, new Disk());
        for (var i = 0; i < 100; i++)
        {
            store.Replace($"{i}", "1", Items.Of($"{i}", $"tulip number {i}"));
            store.Commit();
            Assert.True(SegmentFiles().Length <= SegmentMerge.MostSegments);
        }
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}#0"), store.Search("tulip", 100).Select(hit => hit.Item.Id));
        Assert.Equal("tulip number 57", store.Search("57", 1)[0].Item.Text);
    }

    [Fact]
    public async Task A_segment_that_is_mostly_dropped_gives_its_room_back()
    {
        await using var store = EmbeddedMemory.Open(_folder.Path, "default", null, new Disk());
        for (var i = 0; i < 20; i++) store.Replace($"{i}", "1", Items.Of($"{i}", string.Join(' ', Enumerable.Range(0, 500).Select(w => $"w{i}x{w}"))));
        store.Commit();
        store.Compact();
        var before = new FileInfo(Assert.Single(SegmentFiles())).Length;
        for (var i = 0; i < 15; i++) store.Remove($"{i}");
        store.Commit(); // merges, because the segment is mostly dropped
        Assert.InRange(new FileInfo(Assert.Single(SegmentFiles())).Length, 1, before / 3);
        Assert.Equal(5, store.Count);
        for (var i = 15; i < 20; i++) store.Remove($"{i}");
        store.Commit();
        store.Compact();
        Assert.Empty(SegmentFiles());
    }

    private string[] SegmentFiles() => Directory.GetFiles(Path.Combine(_folder.Path, "default"), "*.segment");
}
