using Rag.Memory.Embedded;
using Rag.Memory.Embedded.Storage;

namespace Rag.Memory.Tests.Embedded;

/// <summary>Stores whose writer ended without closing them.</summary>
public sealed class WriteAheadLogTests : IDisposable
{
    private const int Commits = 7; // before merging is due
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_log_cut_anywhere_holds_the_commits_before_the_cut()
    {
        var (log, whole, ends) = await Crash();
        for (var length = 12; length <= whole.Length; length += length < 100 ? 1 : 37)
        {
            File.WriteAllBytes(log, whole[..length]);
            Assert.Empty(MemoryFolder.Check(_folder.Path));
            await using var reader = EmbeddedMemory.OpenReadOnly(_folder.Path);
            AssertHolds(reader, ends.Count(end => end <= length));
        }
        File.WriteAllBytes(log, [.. whole[..^1], .. new byte[100]]); // lengthened before the crash, and not written
        await using var writer = EmbeddedMemory.Open(_folder.Path);
        AssertHolds(writer, Commits - 1);
        writer.Replace("after", "1", Items.Of("after", "an oak"));
        writer.Commit();
        Assert.Single(writer.Search("oak", 5));
    }

    [Fact]
    public async Task A_flipped_bit_is_found_and_nothing_of_its_commit_is_visible()
    {
        var (log, whole, ends) = await Crash();
        for (var i = 0; i < ends[^2]; i += 7)
        {
            whole[i] ^= 16;
            File.WriteAllBytes(log, whole);
            Assert.Contains(log, Assert.Throws<MemoryException>(() => EmbeddedMemory.OpenReadOnly(_folder.Path)).Message, StringComparison.Ordinal);
            Assert.Single(MemoryFolder.Check(_folder.Path));
            whole[i] ^= 16;
        }
    }

    [Fact]
    public async Task A_reader_sees_each_commit_once_it_asks()
    {
        await using var writer = EmbeddedMemory.Open(_folder.Path);
        await using var reader = EmbeddedMemory.OpenReadOnly(_folder.Path);
        for (var i = 1; i <= 40; i++)
        {
            writer.Replace($"s{i}", "1", Items.Of($"s{i}", "tulip"));
            if (i % 3 == 0) writer.Remove($"s{i - 1}");
            writer.Commit();
            reader.Refresh();
            Assert.Equal(writer.Count, reader.Count);
            Assert.Equal(writer.Search("tulip", 100).Select(hit => hit.Item.Id), reader.Search("tulip", 100).Select(hit => hit.Item.Id));
        }
    }

    [Fact]
    public async Task A_large_batch_gets_a_file_of_its_own_and_keeps_its_place()
    {
        await using (var writer = EmbeddedMemory.Open(_folder.Path))
        {
            writer.Replace("first", "1", Items.Of("first", "tulip"));
            writer.Commit();
            writer.Replace("large", "1", Items.Of("large", [.. Enumerable.Range(0, 30).Select(i => $"tulip {new string((char)('a' + i % 26), 200_000)}")]));
            writer.Commit();
            writer.Replace("last", "1", Items.Of("last", "tulip"));
            writer.Commit();
            await using var reader = EmbeddedMemory.OpenReadOnly(_folder.Path);
            Assert.Equal(32, reader.Count);
            Assert.Equal(["first", "large", "last"], reader.Sources.Keys);
        }
        await using var reopened = EmbeddedMemory.OpenReadOnly(_folder.Path);
        Assert.Equal(["first", "large", "last"], reopened.Sources.Keys);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "default"), "*.log"));
    }

    [Fact]
    public async Task A_backup_holds_what_was_committed_while_the_writer_goes_on()
    {
        await using var writer = EmbeddedMemory.Open(_folder.Path);
        for (var i = 0; i < 5; i++)
        {
            writer.Replace($"s{i}", "1", Items.Of($"s{i}", "tulip", "rose"));
            writer.Commit();
        }
        writer.Delete(["s2#1"]);
        writer.Commit();
        using var elsewhere = new TemporaryFolder();
        MemoryFolder.Backup(_folder.Path, elsewhere["copy"]);
        writer.Remove("s0");
        writer.Commit();
        await using var copy = EmbeddedMemory.Open(elsewhere["copy"]);
        Assert.Equal((9, 5), (copy.Count, copy.Sources.Count));
        Assert.Throws<MemoryException>(() => MemoryFolder.Backup(_folder.Path, elsewhere.Path));
    }

    [Fact]
    public async Task Background_merging_keeps_what_commits_change_meanwhile()
    {
        var random = new Random(9);
        var expected = new Dictionary<string, int>();
        await using (var store = EmbeddedMemory.Open(_folder.Path))
        {
            for (var i = 0; i < 400; i++)
            {
                var source = $"s{random.Next(60)}";
                if (random.Next(4) == 0)
                {
                    store.Remove(source);
                    expected.Remove(source);
                }
                else
                {
                    store.Replace(source, $"{i}", Items.Of(source, "tulip", "rose", "lily"));
                    expected[source] = 3;
                }
                if (expected.ContainsKey("s7") && random.Next(10) == 0)
                {
                    store.Delete(["s7#1"]);
                    if (expected["s7"] == 3) expected["s7"] = 2;
                }
                store.Commit();
                Assert.Equal(expected.Values.Sum(), store.Count);
            }
        }
        Assert.Empty(MemoryFolder.Check(_folder.Path));
        await using var reopened = EmbeddedMemory.OpenReadOnly(_folder.Path);
        Assert.Equal(expected.Keys.Order(), reopened.Sources.Keys.Order());
        Assert.Equal(expected.Values.Sum(), reopened.Count);
    }

    /// <summary>Copies the files of a store with its writer still at it; the log, and where each of its commits ends.</summary>
    private async Task<(string Log, byte[] Bytes, List<long> Ends)> Crash()
    {
        using var live = new TemporaryFolder();
        await using var writer = EmbeddedMemory.Open(live.Path, "default", null, new Disk((step, path) =>
        {
            if (step == DiskStep.Create && path.EndsWith(".segment.tmp", StringComparison.Ordinal)) throw new IOException("no merging here");
        }));
        var log = live["default/000001.log"];
        var ends = new List<long>();
        for (var i = 0; i < Commits; i++)
        {
            writer.Replace($"s{i}", "1", Items.Of($"s{i}", $"tulip number {i}", "and a rose"));
            if (i > 0) writer.Delete([$"s{i - 1}#1"]);
            writer.Commit();
            if (File.Exists(log) && !File.Exists(live["default/000002.log"])) ends.Add(new FileInfo(log).Length);
        }
        Directory.CreateDirectory(_folder["default"]);
        foreach (var name in (string[])["rag-memory", "default/manifest"]) File.Copy(live[name], _folder[name]);
        File.WriteAllBytes(_folder["default/000001.log"], ReadShared(log));
        return (_folder["default/000001.log"], ReadShared(log), ends);
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static void AssertHolds(EmbeddedMemory store, int commits)
    {
        Assert.Equal(commits, store.Sources.Count);
        Assert.Equal(commits == 0 ? 0 : commits + 1, store.Count); // each commit takes the second item of the one before
    }
}
