using Rag.Memory.Embedded;

namespace Rag.Memory.Tests.Embedded;

/// <summary>Commits that a failure stops before each of their steps.</summary>
public sealed class InterruptedCommitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _stepsLeft = int.MaxValue;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_commit_that_dies_at_any_step_is_there_whole_or_not_at_all()
    {
        var outcomes = new HashSet<bool>();
        var completed = false;
        for (var steps = 0; !completed; steps++)
        {
            Prepare($"c{steps}");
            using (var store = Open($"c{steps}"))
            {
                Change(store);
                _stepsLeft = steps;
                try
                {
                    store.Commit();
                    completed = true;
                }
                catch (MemoryException e)
                {
                    Assert.Contains("no space left", e.Message, StringComparison.Ordinal);
                }
                _stepsLeft = int.MaxValue;
            }
            using var reopened = Open($"c{steps}");
            var isNew = reopened.Sources.ContainsKey("new");
            AssertWhole(reopened, isNew);
            outcomes.Add(isNew);
            Assert.DoesNotContain(Directory.GetFiles(Path.Combine(_folder.Path, $"c{steps}")), path => path.EndsWith(".tmp", StringComparison.Ordinal));
        }
        Assert.Equal(2, outcomes.Count);
    }

    [Fact]
    public void A_commit_that_failed_can_be_repeated()
    {
        for (var steps = 0; steps < 8; steps++)
        {
            Prepare($"c{steps}");
            using var store = Open($"c{steps}");
            Change(store);
            _stepsLeft = steps;
            var failure = Record.Exception(store.Commit);
            _stepsLeft = int.MaxValue;
            Assert.True(failure is null or MemoryException);
            AssertWhole(store, isNew: failure is null);

            store.Commit();
            AssertWhole(store, isNew: true);
            using var reader = MemoryStore.OpenReadOnly(_folder.Path, $"c{steps}");
            AssertWhole(reader, isNew: true);
        }
    }

    [Fact]
    public void A_file_that_cannot_be_deleted_does_not_fail_the_commit()
    {
        var disk = new Disk((step, _) =>
        {
            if (step == DiskStep.Delete) throw new IOException("in use");
        });
        using var store = MemoryStore.Open(_folder.Path, "default", null, disk);
        for (var i = 0; i < 2 * SegmentMerge.MostSegments; i++)
        {
            store.Replace($"{i}", "1", Items.Of($"{i}", "tulip"));
            store.Commit();
        }
        Assert.Equal(2 * SegmentMerge.MostSegments, store.Search("tulip", 100).Count);
    }

    // Eight segments, so that the next commit merges too.
    private void Prepare(string collection)
    {
        using var store = MemoryStore.Open(_folder.Path, collection);
        for (var i = 0; i < SegmentMerge.MostSegments; i++)
        {
            store.Replace($"old{i}", "1", Items.Of($"old{i}", "an old tulip"));
            store.Commit();
        }
    }

    private static void Change(MemoryStore store)
    {
        store.Replace("new", "1", Items.Of("new", "a new rose"));
        store.Replace("old0", "2", Items.Of("old0", "a changed lily"));
        store.Remove("old1");
    }

    private MemoryStore Open(string collection) => MemoryStore.Open(_folder.Path, collection, null, new Disk((_, _) =>
    {
        if (_stepsLeft-- == 0) throw new IOException("no space left on device");
    }));

    private static void AssertWhole(MemoryStore store, bool isNew)
    {
        Assert.Equal(isNew ? 6 : 8, store.Search("tulip", 20).Count);
        Assert.Equal(isNew ? 1 : 0, store.Search("rose", 20).Count);
        Assert.Equal(isNew ? "2" : "1", store.Sources["old0"]);
        Assert.Equal(!isNew, store.Sources.ContainsKey("old1"));
        Assert.Equal(8, store.Count);
    }
}
