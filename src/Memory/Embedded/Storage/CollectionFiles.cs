using Rag.Memory.Words;

namespace Rag.Memory.Embedded.Storage;

/// <summary>Reads what a collection's files hold: the manifest's segments, and after them what the logs say.</summary>
internal static class CollectionFiles
{
    public const string SegmentEnding = ".segment";

    public static string SegmentPath(string folder, int number) => Path.Combine(folder, $"{number:D6}{SegmentEnding}");

    /// <summary>The collection as it is now, beside a writer or without one.</summary>
    /// <param name="open">Segments that are open already; they are used again.</param>
    /// <exception cref="MemoryException">The manifest or a log is damaged, missing or of another version.</exception>
    public static (Manifest Manifest, Snapshot Snapshot) Read(string folder, Snapshot? open = null)
    {
        for (var manifest = Manifest.Read(folder); ;)
        {
            Snapshot? snapshot = null;
            MemoryException? failure = null;
            try
            {
                snapshot = Read(folder, manifest, open);
            }
            catch (FileNotFoundException e)
            {
                failure = new MemoryException(Missing(e.FileName!), e) { IsFailure = true };
            }
            // A writer may have merged files away since the manifest was read.
            var newer = Manifest.Read(folder);
            if (newer.Stamp == manifest.Stamp) return (manifest, snapshot ?? throw failure!);
            snapshot?.CloseExcept(open);
            manifest = newer;
        }
    }

    /// <summary>The logs that go on from a manifest, in their order.</summary>
    public static IEnumerable<int> Logs(string folder, Manifest manifest)
    {
        for (var number = manifest.Log; File.Exists(WriteAheadLog.PathOf(folder, number)); number++) yield return number;
    }

    /// <summary>Writes a collection in format 1 anew. The old files hold until the new manifest stands in its place.</summary>
    public static void BringUpToDate(string folder, MemoryOptions options, Disk disk)
    {
        if (Format1Collection.Open(folder) is not { } old) return;
        var tokenizer = new WordTokenizer(old.Stemming);
        var next = old.NextSegment;
        var segments = new List<ManifestSegment>();
        foreach (var sources in old.Segments())
        {
            var path = SegmentPath(folder, next);
            disk.Write(path, stream => new SegmentBuilder(tokenizer, options.Graph, 0).Write(sources, stream));
            segments.Add(new ManifestSegment(next++, new FileInfo(path).Length, [], []));
        }
        new Manifest(old.Stemming, options.Encoder, next, 1, segments) { States = options.States }.Write(folder, disk);
    }

    private static string Missing(string path) => $"The file {path} is missing: {Manifest.WayOut}.";

    /// <summary>What can be read of a collection that no writer has open: of the logs what comes before the first damage.</summary>
    /// <param name="damagedLog">The first log that is damaged; null where none is.</param>
    public static Snapshot ReadSound(string folder, Manifest manifest, out int? damagedLog)
    {
        int? damaged = null;
        var snapshot = Read(folder, manifest, null, Commits);
        damagedLog = damaged;
        return snapshot;

        List<LoggedCommit> Commits(int number)
        {
            if (damaged is not null) return [];
            var (commits, areAll) = WriteAheadLog.ReadSound(WriteAheadLog.PathOf(folder, number));
            if (!areAll) damaged = number;
            return commits;
        }
    }

    private static Snapshot Read(string folder, Manifest manifest, Snapshot? open) =>
        Read(folder, manifest, open, number => WriteAheadLog.Read(WriteAheadLog.PathOf(folder, number)));

    private static Snapshot Read(string folder, Manifest manifest, Snapshot? open, Func<int, List<LoggedCommit>> read)
    {
        var segments = new List<LiveSegment>();
        var unreadable = new List<Damage>();
        var tokenizer = new WordTokenizer(manifest.Stemming);
        try
        {
            foreach (var (number, length, sources, items) in manifest.Segments)
            {
                if (OpenFile(folder, number, length, tokenizer, open, unreadable) is { } segment)
                    segments.Add(new LiveSegment(segment, sources, items));
            }
            var snapshot = new Snapshot(segments);
            foreach (var number in Logs(folder, manifest))
            {
                var path = WriteAheadLog.PathOf(folder, number);
                foreach (var (i, commit) in read(number).Index())
                {
                    segments = snapshot.Without(commit.Dropped, commit.DroppedItems);
                    var added = commit.File > 0 ? OpenFile(folder, commit.File, commit.FileLength, tokenizer, open, unreadable)
                        : commit.Image.IsEmpty ? null
                        : Segment.OpenLogged(commit.Image.Span, $"{path}, record {i + 1},", tokenizer);
                    if (added is not null) segments.Add(new LiveSegment(added, [], []));
                    snapshot = new Snapshot(segments);
                }
            }
            return new Snapshot(snapshot.Segments, unreadable);
        }
        catch
        {
            new Snapshot(segments).CloseExcept(open);
            throw;
        }
    }

    // Null where it cannot be opened: the others can be read without it.
    private static Segment? OpenFile(
        string folder, int number, long length, WordTokenizer tokenizer, Snapshot? open, List<Damage> unreadable)
    {
        if (open?.Segments.FirstOrDefault(segment => segment.Segment.Number == number) is { } used) return used.Segment;
        var path = SegmentPath(folder, number);
        try
        {
            return Segment.Open(number, path, tokenizer, length);
        }
        catch (MemoryException e)
        {
            unreadable.Add(new Damage(path, e.Message));
        }
        catch (FileNotFoundException)
        {
            unreadable.Add(new Damage(path, Missing(path)));
        }
        return null;
    }
}
