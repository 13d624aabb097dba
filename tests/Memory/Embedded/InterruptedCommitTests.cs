using Rag.Memory.Embedded;
using Rag.Memory.Embedded.Storage;

namespace Rag.Memory.Tests.Embedded;

/// <summary>Commits that a failure stops before each of their steps.</summary>
public sealed class InterruptedCommitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _stepsLeft = int.MaxValue;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_commit_that_dies_at_any_step_is_there_whole_or_not_at_all()
    {
        var outcomes = new HashSet<bool>();
        var acknowledged = false;
        var steps = 0;
        for (var finished = false; !finished; steps++)
        {
            var collection = $"c{steps}";
            await Prepare(collection);
            var folder = Path.Combine(_folder.Path, collection);
            var crashed = Path.Combine(_folder.Path, $"crashed{steps}");
            await using (var store = Open(collection))
            {
                Change(store);
                _stepsLeft = steps;
                try
                {
                    store.Commit();
                    acknowledged = true;
                }
                catch (MemoryException e)
                {
                    Assert.Contains("no space left", e.Message, StringComparison.Ordinal);
                    acknowledged = false;
                }
                finished = _stepsLeft > 0;
                _stepsLeft = int.MaxValue;
                Copy(folder, crashed); // as the files are at this moment, without what closing does
            }
            await using var reopened = Open($"crashed{steps}");
            var isNew = reopened.Sources.ContainsKey("new");
            Assert.True(isNew || !acknowledged);
            AssertWhole(reopened, isNew);
            outcomes.Add(isNew);
            Assert.DoesNotContain(Directory.GetFiles(crashed), path => path.EndsWith(".tmp", StringComparison.Ordinal));
            Assert.Empty(MemoryFolder.Check(_folder.Path));
        }
        Assert.Equal(2, outcomes.Count);
        Assert.InRange(steps, 8, 100); // the merging after the commit is among them
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from).Where(file => Path.GetFileName(file) != "lock")) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    [Fact]
    public async Task A_commit_that_failed_can_be_repeated()
    {
        for (var steps = 0; steps < 20; steps++)
        {
            await Prepare($"c{steps}");
            await using var store = Open($"c{steps}");
            Change(store);
            _stepsLeft = steps;
            var failure = Record.Exception(store.Commit);
            _stepsLeft = int.MaxValue;
            Assert.True(failure is null or MemoryException);
            AssertWhole(store, isNew: failure is null);

            store.Commit();
            AssertWhole(store, isNew: true);
            await using var reader = EmbeddedMemory.OpenReadOnly(_folder.Path, $"c{steps}");
            AssertWhole(reader, isNew: true);
        }
    }

    [Fact]
    public async Task A_large_commit_that_finds_the_disk_full_leaves_nothing_behind()
    {
        var isFull = false;
        var disk = new Disk((step, path) =>
        {
            var writes = step == DiskStep.Append || step == DiskStep.Flush && path.EndsWith(".tmp", StringComparison.Ordinal);
            if (isFull && writes) throw new IOException("no space left");
        });
        await using var store = EmbeddedMemory.Open(_folder.Path, "default", null, disk);
        await store.ReplaceAsync("a", "1", Items.Of("a", "a tulip"));
        await store.CommitAsync();
        var before = Directory.GetFiles(_folder["default"]).Order().ToArray();
        await store.ReplaceAsync("b", "1", Items.Of("b", [.. Enumerable.Repeat(new string('q', 100_000), 50)])); // gets a file of its own

        isFull = true;
        await Assert.ThrowsAsync<MemoryException>(async () => await store.CommitAsync());
        Assert.Equal(before, Directory.GetFiles(_folder["default"]).Order());

        isFull = false;
        await store.CommitAsync();
        Assert.Equal(51, await store.CountAsync());
    }

    [Fact]
    public async Task A_backup_that_finds_the_disk_full_leaves_nothing_behind()
    {
        await Prepare("c");
        var disk = new Disk((step, path) =>
        {
            if (step == DiskStep.Flush && path.Contains("manifest", StringComparison.Ordinal)) throw new IOException("no space left");
        });
        Assert.Throws<IOException>(() => Backup.Write(_folder.Path, ["c"], _folder["copy"], disk));
        Assert.False(Directory.Exists(_folder["copy"]));
    }

    [Fact]
    public async Task A_file_that_cannot_be_deleted_does_not_fail_the_commit()
    {
        var disk = new Disk((step, _) =>
        {
            if (step == DiskStep.Delete) throw new IOException("in use");
        });
        await using var store = EmbeddedMemory.Open(_folder.Path, "default", null, disk);
        for (var i = 0; i < 2 * SegmentMerge.MostSegments; i++)
        {
            store.Replace($"{i}", "1", Items.Of($"{i}", "tulip"));
            store.Commit();
        }
        Assert.Equal(2 * SegmentMerge.MostSegments, store.Search("tulip", 100).Count);
    }

    // Eight segments, so that the next commit merges too.
    private async Task Prepare(string collection)
    {
        for (var i = 0; i < SegmentMerge.MostSegments; i++)
        {
            await using var store = EmbeddedMemory.Open(_folder.Path, collection);
            store.Replace($"old{i}", "1", Items.Of($"old{i}", "an old tulip"));
            store.Commit();
        }
    }

    private static void Change(EmbeddedMemory store)
    {
        store.Replace("new", "1", Items.Of("new", "a new rose"));
        store.Replace("old0", "2", Items.Of("old0", "a changed lily"));
        store.Remove("old1");
    }

    private EmbeddedMemory Open(string collection) => EmbeddedMemory.Open(_folder.Path, collection, null, new Disk((_, _) =>
    {
        if (_stepsLeft-- == 0) throw new IOException("no space left on device");
    }));

    private static void AssertWhole(EmbeddedMemory store, bool isNew)
    {
        Assert.Equal(isNew ? 6 : 8, store.Search("tulip", 20).Count);
        Assert.Equal(isNew ? 1 : 0, store.Search("rose", 20).Count);
        Assert.Equal(isNew ? "2" : "1", store.Sources["old0"]);
        Assert.Equal(!isNew, store.Sources.ContainsKey("old1"));
        Assert.Equal(8, store.Count);
    }
}
