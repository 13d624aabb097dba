using Rag.Memory.Embedded.Format1;
using Rag.Memory.Words;

namespace Rag.Memory.Embedded;

/// <summary>The files of one collection: opens them, and replaces them commit by commit.</summary>
internal sealed class Collection : IDisposable
{
    private const string SegmentEnding = ".segment";
    private readonly string _folder;
    private readonly FileStream? _lock;
    private readonly Disk _disk;
    private readonly GraphOptions _graph;
    private int _nextSegment;

    private Collection(
        string folder, FileStream? writerLock, Disk disk, Manifest manifest, Snapshot current, MemoryOptions options)
    {
        _folder = folder;
        _lock = writerLock;
        _disk = disk;
        _graph = options.Graph;
        _nextSegment = manifest.NextSegment;
        Stemming = manifest.Stemming;
        Encoder = manifest.Encoder ?? options.Encoder;
        Current = current;
    }

    public bool IsReadOnly => _lock is null;

    /// <summary>Whether the collection was created with stemming.</summary>
    public bool Stemming { get; }

    /// <summary>Where its embeddings come from, if it takes any.</summary>
    public Encoder? Encoder { get; }

    /// <summary>What was committed last.</summary>
    public Snapshot Current { get; private set; }

    public static string SegmentPath(string folder, int number) => Path.Combine(folder, $"{number:D6}{SegmentEnding}");

    /// <summary>Opens a collection for its one writer; creates it where it does not exist.</summary>
    public static Collection OpenForWriting(string folder, MemoryOptions options, Disk disk)
    {
        Directory.CreateDirectory(folder);
        var writerLock = StoreFolder.Lock(folder);
        try
        {
            if (!File.Exists(Path.Combine(folder, Manifest.FileName)))
            {
                StoreFolder.RefuseForeignFiles(folder);
                new Manifest(options.Stemming, options.Encoder, 1, []).Write(folder, disk);
            }
            if (Format1Collection.Open(folder) is { } old) Migrate(old, folder, options, disk);
            var manifest = Manifest.Read(folder);
            RefuseOtherEncoder(folder, manifest, options);
            var collection = new Collection(folder, writerLock, disk, manifest, OpenSegments(folder, manifest), options);
            collection.DeleteLeftovers();
            return collection;
        }
        catch (Exception e)
        {
            writerLock.Dispose();
            if (e is FileNotFoundException missing) throw Missing(missing);
            throw;
        }
    }

    /// <summary>Opens what was committed last, beside a writer or without one.</summary>
    public static Collection OpenForReading(string folder, MemoryOptions options)
    {
        for (var manifest = Manifest.Read(folder); ;)
        {
            RefuseOtherEncoder(folder, manifest, options);
            try
            {
                return new Collection(folder, null, new Disk(), manifest, OpenSegments(folder, manifest), options);
            }
            catch (FileNotFoundException e)
            {
                // A writer may have merged the segment away since the manifest was read.
                var newer = Manifest.Read(folder);
                if (newer.NextSegment == manifest.NextSegment) throw Missing(e);
                manifest = newer;
            }
        }
    }

    /// <summary>Drops sources and single items and adds sources, all or nothing; durable when it returns.</summary>
    public void Commit(
        IReadOnlyCollection<string> dropped, IReadOnlyCollection<ItemName> droppedItems,
        IReadOnlyCollection<StagedSource> added, SegmentBuilder builder)
    {
        var opened = new List<Segment>();
        Snapshot next;
        try
        {
            var segments = Without(dropped, droppedItems);
            if (added.Count > 0) segments.Add(Add(stream => builder.Write(added, stream)));
            segments.RemoveAll(segment => segment.IsEmpty);
            while (SegmentMerge.Choose(segments) is { } range)
            {
                var (first, count) = range.GetOffsetAndLength(segments.Count);
                var merged = Add(stream => SegmentMerge.Write(
                    segments.GetRange(first, count), stream, _graph, Encoder?.Dimension ?? 0));
                segments.RemoveRange(first, count);
                segments.Insert(first, merged);
            }

            var parts = segments.Select(s =>
                new ManifestSegment(s.Segment.Number, s.Segment.FileLength, s.DroppedSources, s.DroppedItems));
            new Manifest(Stemming, Encoder, _nextSegment, [.. parts]).Write(_folder, _disk);
            next = new Snapshot(segments);
        }
        catch
        {
            foreach (var segment in opened) segment.Dispose();
            throw;
        }
        var kept = next.Segments.Select(s => s.Segment).ToHashSet();
        var gone = Current.Segments.Select(s => s.Segment).Concat(opened).Where(segment => !kept.Contains(segment)).ToList();
        Current = next;
        foreach (var segment in gone) segment.Dispose(); // closed when the last search in it ends
        DeleteLeftovers();

        LiveSegment Add(Action<Stream> write)
        {
            var number = _nextSegment++;
            var path = SegmentPath(_folder, number);
            _disk.Write(path, write);
            opened.Add(Segment.Open(number, path));
            return new LiveSegment(opened[^1], [], []);
        }
    }

    public void Dispose()
    {
        foreach (var segment in Current.Segments) segment.Segment.Dispose();
        _lock?.Dispose();
    }

    private List<LiveSegment> Without(IReadOnlyCollection<string> dropped, IReadOnlyCollection<ItemName> droppedItems)
    {
        var sources = dropped.Select(source => Current.Locate(source)).OfType<(int Segment, int Source)>()
            .ToLookup(place => place.Segment, place => place.Source);
        var items = droppedItems.Select(name => Current.Locate(name.Source, name.Ordinal)).OfType<(int Segment, int Item)>()
            .ToLookup(place => place.Segment, place => place.Item);
        return [.. Current.Segments.Select((segment, s) =>
            sources.Contains(s) || items.Contains(s) ? segment.Drop(sources[s], items[s]) : segment)];
    }

    // As with every commit, the old files hold until the new manifest stands in its place.
    private static void Migrate(Format1Collection old, string folder, MemoryOptions options, Disk disk)
    {
        var tokenizer = new WordTokenizer(old.Stemming);
        var next = old.NextSegment;
        var segments = new List<ManifestSegment>();
        foreach (var sources in old.Segments())
        {
            var path = SegmentPath(folder, next);
            disk.Write(path, stream => new SegmentBuilder(tokenizer, options.Graph, 0).Write(sources, stream));
            segments.Add(new ManifestSegment(next++, new FileInfo(path).Length, [], []));
        }
        new Manifest(old.Stemming, options.Encoder, next, segments).Write(folder, disk);
    }

    private static void RefuseOtherEncoder(string folder, Manifest manifest, MemoryOptions options)
    {
        if (options.Encoder is not { } wanted || manifest.Encoder is not { } recorded || wanted == recorded) return;
        throw new MemoryException(
            $"The collection in {folder} holds embeddings of {recorded.Name} ({recorded.Dimension} numbers), not of {wanted.Name} "
            + $"({wanted.Dimension}): use {recorded.Name}, or ingest again into another collection.");
    }

    private static Snapshot OpenSegments(string folder, Manifest manifest)
    {
        var segments = new List<LiveSegment>();
        try
        {
            foreach (var (number, length, sources, items) in manifest.Segments)
                segments.Add(new LiveSegment(Segment.Open(number, SegmentPath(folder, number), length), sources, items));
            return new Snapshot(segments);
        }
        catch
        {
            foreach (var segment in segments) segment.Segment.Dispose();
            throw;
        }
    }

    // What merging replaced and what an interrupted commit left.
    private void DeleteLeftovers()
    {
        var kept = Current.Segments.Select(s => SegmentPath(_folder, s.Segment.Number)).ToHashSet();
        foreach (var path in Directory.GetFiles(_folder))
        {
            var ours = Path.GetExtension(path) is SegmentEnding or Disk.TemporaryEnding;
            if (ours && !kept.Contains(path)) _disk.Delete(path);
        }
    }


    private static MemoryException Missing(FileNotFoundException cause) =>
        new($"The file {cause.FileName} is missing: {Manifest.WayOut}.", cause);
}
