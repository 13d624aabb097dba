using Rag.Memory.Embedded.Format1;
using Rag.Memory.Words;

namespace Rag.Memory.Embedded;

/// <summary>Reads what a collection's files hold: the manifest's segments, and after them what the logs say.</summary>
internal static class CollectionFiles
{
    public const string SegmentEnding = ".segment";

    public static string SegmentPath(string folder, int number) => Path.Combine(folder, $"{number:D6}{SegmentEnding}");

    /// <summary>The collection as it is now, beside a writer or without one.</summary>
    /// <param name="open">Segments that are open already; they are used again.</param>
    /// <exception cref="MemoryException">A file is damaged, missing or of another version.</exception>
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
                failure = Missing(e);
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
        new Manifest(old.Stemming, options.Encoder, next, 1, segments).Write(folder, disk);
    }

    public static MemoryException Missing(FileNotFoundException cause) =>
        new($"The file {cause.FileName} is missing: {Manifest.WayOut}.", cause);

    private static Snapshot Read(string folder, Manifest manifest, Snapshot? open)
    {
        var segments = new List<LiveSegment>();
        try
        {
            foreach (var (number, length, sources, items) in manifest.Segments)
                segments.Add(new LiveSegment(OpenFile(folder, number, length, open), sources, items));
            var snapshot = new Snapshot(segments);
            foreach (var number in Logs(folder, manifest))
            {
                var path = WriteAheadLog.PathOf(folder, number);
                foreach (var (i, commit) in WriteAheadLog.Read(path).Index())
                {
                    segments = snapshot.Without(commit.Dropped, commit.DroppedItems);
                    if (commit.File > 0) segments.Add(new LiveSegment(OpenFile(folder, commit.File, commit.FileLength, open), [], []));
                    else if (!commit.Image.IsEmpty) segments.Add(new LiveSegment(Segment.OpenLogged(commit.Image.Span, $"{path}, record {i + 1},"), [], []));
                    snapshot = new Snapshot(segments);
                }
            }
            return snapshot;
        }
        catch
        {
            new Snapshot(segments).CloseExcept(open);
            throw;
        }
    }

    private static Segment OpenFile(string folder, int number, long length, Snapshot? open) =>
        open?.Segments.FirstOrDefault(segment => segment.Segment.Number == number)?.Segment
            ?? Segment.Open(number, SegmentPath(folder, number), length);
}
