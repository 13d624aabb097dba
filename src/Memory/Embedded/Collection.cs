namespace Rag.Memory.Embedded;

/// <summary>The files of one collection: opens them, and replaces them commit by commit.</summary>
internal sealed class Collection : IDisposable
{
    private const string SegmentEnding = ".segment";
    private readonly string _folder;
    private readonly FileStream? _lock;
    private readonly Disk _disk;
    private int _nextSegment;

    private Collection(string folder, FileStream? writerLock, Disk disk, Manifest manifest, Snapshot current)
    {
        _folder = folder;
        _lock = writerLock;
        _disk = disk;
        _nextSegment = manifest.NextSegment;
        Stemming = manifest.Stemming;
        Current = current;
    }

    public bool IsReadOnly => _lock is null;

    /// <summary>Whether the collection was created with stemming.</summary>
    public bool Stemming { get; }

    /// <summary>What was committed last.</summary>
    public Snapshot Current { get; private set; }

    /// <summary>Opens a collection for its one writer; creates it where it does not exist.</summary>
    public static Collection OpenForWriting(string folder, bool stemming, Disk disk)
    {
        Directory.CreateDirectory(folder);
        var writerLock = StoreFolder.Lock(folder);
        try
        {
            if (!File.Exists(Path.Combine(folder, Manifest.FileName)))
            {
                StoreFolder.RefuseForeignFiles(folder);
                new Manifest(stemming, 1, []).Write(folder, disk);
            }
            var manifest = Manifest.Read(folder);
            var collection = new Collection(folder, writerLock, disk, manifest, OpenSegments(folder, manifest));
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
    public static Collection OpenForReading(string folder)
    {
        for (var manifest = Manifest.Read(folder); ;)
        {
            try
            {
                return new Collection(folder, null, new Disk(), manifest, OpenSegments(folder, manifest));
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

    /// <summary>Drops and adds sources, all or nothing; durable when it returns.</summary>
    public void Commit(
        IReadOnlyCollection<string> dropped, IReadOnlyCollection<StagedSource> added, SegmentBuilder builder)
    {
        var opened = new List<Segment>();
        try
        {
            var segments = Without(dropped);
            if (added.Count > 0) segments.Add(Add(stream => builder.Write(added, stream)));
            segments.RemoveAll(segment => segment.IsEmpty);
            while (SegmentMerge.Choose(segments) is { } range)
            {
                var (first, count) = range.GetOffsetAndLength(segments.Count);
                var merged = Add(stream => SegmentMerge.Write(segments.GetRange(first, count), stream));
                segments.RemoveRange(first, count);
                segments.Insert(first, merged);
            }

            var parts = segments.Select(s => new ManifestSegment(s.Segment.Number, s.Segment.FileLength, s.DroppedSources));
            new Manifest(Stemming, _nextSegment, [.. parts]).Write(_folder, _disk);
            // A search under way may still read a segment that is gone now: the collector closes its file.
            Current = new Snapshot(segments);
        }
        catch
        {
            foreach (var segment in opened) segment.Dispose();
            throw;
        }
        DeleteLeftovers();

        LiveSegment Add(Action<Stream> write)
        {
            var number = _nextSegment++;
            var path = SegmentPath(_folder, number);
            _disk.Write(path, write);
            opened.Add(Segment.Open(number, path));
            return new LiveSegment(opened[^1], []);
        }
    }

    public void Dispose()
    {
        foreach (var segment in Current.Segments) segment.Segment.Dispose();
        _lock?.Dispose();
    }

    private List<LiveSegment> Without(IReadOnlyCollection<string> dropped)
    {
        var places = dropped.Select(Current.Locate).OfType<(int Segment, int Source)>()
            .ToLookup(place => place.Segment, place => place.Source);
        return [.. Current.Segments.Select((segment, s) => places.Contains(s) ? segment.Drop(places[s]) : segment)];
    }

    private static Snapshot OpenSegments(string folder, Manifest manifest)
    {
        var segments = new List<LiveSegment>();
        try
        {
            foreach (var (number, length, dropped) in manifest.Segments)
                segments.Add(new LiveSegment(Segment.Open(number, SegmentPath(folder, number), length), dropped));
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

    private static string SegmentPath(string folder, int number) =>
        Path.Combine(folder, $"{number:D6}{SegmentEnding}");

    private static MemoryException Missing(FileNotFoundException cause) =>
        new($"The file {cause.FileName} is missing: {Manifest.WayOut}.", cause);
}
