using Rag.Memory.Words;

namespace Rag.Memory.Embedded.Storage;

/// <summary>
/// A collection under its one writer, or as a reader sees it. A commit goes to the log; from time to time what stands in the
/// log is merged into segment files, in the background, while commits and searches go on.
/// </summary>
internal sealed class Collection : IAsyncDisposable
{
    /// <summary>A larger batch gets a segment file at once, and a record in the log that names it.</summary>
    private const long LargestImage = 4 << 20;

    /// <summary>A commit waits for the merging when so many segments stand in the log.</summary>
    private const int MostLogged = 64;

    private readonly string _folder;
    private readonly FileStream? _lock;
    private readonly Disk _disk;
    private readonly GraphOptions _graph;
    private readonly EmbeddingSource? _wanted;
    private readonly WordTokenizer _tokenizer;
    private readonly bool _inBackground;
    private readonly Lock _state = new();
    private HashSet<int> _files; // segment files that the manifest or a log names
    private WriteAheadLog? _log;
    private Task _merging = Task.CompletedTask;
    private int _nextSegment;
    private int _nextLog;
    private int _firstLog;

    private Collection(
        string folder, FileStream? writerLock, Disk disk, Manifest manifest, Snapshot current, MemoryOptions options, bool inBackground)
    {
        _folder = folder;
        _lock = writerLock;
        _disk = disk;
        _graph = options.Graph;
        _wanted = options.Encoder;
        _inBackground = inBackground;
        _nextSegment = Math.Max(manifest.NextSegment, 1 + current.Segments.Select(segment => segment.Segment.Number).DefaultIfEmpty().Max());
        _files = [.. manifest.Segments.Select(segment => segment.Number), .. current.Segments.Select(segment => segment.Segment.Number)];
        _firstLog = manifest.Log;
        _nextLog = CollectionFiles.Logs(folder, manifest).DefaultIfEmpty(manifest.Log - 1).Last() + 1;
        Stemming = manifest.Stemming;
        _tokenizer = new WordTokenizer(Stemming);
        States = manifest.States;
        Encoder = manifest.Encoder ?? options.Encoder;
        Current = current;
    }

    public bool IsReadOnly => _lock is null;

    /// <summary>Whether the collection was created with stemming.</summary>
    public bool Stemming { get; }

    /// <summary>What it keeps for a decoder.</summary>
    public StateForm States { get; }

    /// <summary>Where its embeddings come from, if it takes any.</summary>
    public EmbeddingSource? Encoder { get; private set; }

    /// <summary>What was committed last.</summary>
    public Snapshot Current { get; private set; }

    /// <summary>Is called when <see cref="Current"/> is another, before files that it no longer needs are closed.</summary>
    public Action? Changed { get; set; }

    /// <summary>Opens a collection for its one writer; creates it where it does not exist.</summary>
    /// <param name="inBackground">Whether merging leaves the commit that sets it off; a test has it done at once.</param>
    public static Collection OpenForWriting(string folder, MemoryOptions options, Disk disk, bool inBackground)
    {
        Directory.CreateDirectory(folder);
        var writerLock = StoreFolder.Lock(folder);
        Collection? collection = null;
        try
        {
            if (!File.Exists(Path.Combine(folder, Manifest.FileName)))
            {
                StoreFolder.RefuseForeignFiles(folder);
                new Manifest(options.Stemming, options.Encoder, 1, 1, []) { States = options.States }.Write(folder, disk);
            }
            CollectionFiles.BringUpToDate(folder, options, disk);
            var (manifest, snapshot) = CollectionFiles.Read(folder);
            collection = new Collection(folder, writerLock, disk, manifest, snapshot, options, inBackground);
            RefuseDamaged(snapshot);
            RefuseOtherEncoder(folder, manifest, options.Encoder);
            if (manifest.Encoder is null && options.Encoder is { } encoder) (manifest with { Encoder = encoder }).Write(folder, disk);
            if (collection._nextLog > collection._firstLog || SegmentMerge.Choose(snapshot.Segments) is not null)
                collection.Merge(everything: false);
            else collection.DeleteLeftovers();
            return collection;
        }
        catch
        {
            collection?.Current.CloseExcept(null);
            writerLock.Dispose();
            throw;
        }
    }

    /// <summary>Opens what was committed last, beside a writer or without one.</summary>
    public static Collection OpenForReading(string folder, MemoryOptions options)
    {
        var (manifest, snapshot) = CollectionFiles.Read(folder);
        var collection = new Collection(folder, null, new Disk(), manifest, snapshot, options, inBackground: false);
        try
        {
            RefuseOtherEncoder(folder, manifest, options.Encoder);
            return collection;
        }
        catch
        {
            snapshot.CloseExcept(null);
            throw;
        }
    }

    /// <summary>Brings a reader up to what was committed last.</summary>
    public void Refresh()
    {
        lock (_state)
        {
            var (manifest, next) = CollectionFiles.Read(_folder, Current);
            try
            {
                RefuseOtherEncoder(_folder, manifest, _wanted);
            }
            catch
            {
                next.CloseExcept(Current);
                throw;
            }
            Encoder = manifest.Encoder ?? _wanted;
            Swap(next);
        }
    }

    /// <summary>Waits for the merging to end, where commits have run far ahead of it.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) =>
        Current.Segments.Count(segment => segment.Segment.IsLogged) >= MostLogged ? MergedAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Waits for the merging to end, if any is under way.</summary>
    public Task MergedAsync(CancellationToken cancellationToken) => _merging.WaitAsync(cancellationToken);

    /// <summary>Drops sources and single items and adds sources, all or nothing; durable when it returns.</summary>
    public void Commit(
        IReadOnlyCollection<string> dropped, IReadOnlyCollection<ItemName> droppedItems,
        IReadOnlyCollection<StagedSource> added, SegmentBuilder builder)
    {
        var fresh = added.Count > 0 ? Build(added, builder) : null;
        lock (_state)
        {
            try
            {
                if (_log is null)
                {
                    _log = WriteAheadLog.Create(WriteAheadLog.PathOf(_folder, _nextLog), _disk);
                    _nextLog++; // only now: a reader goes from log to log, and stops where one is missing
                }
                _log.Append(new LoggedCommit(dropped, droppedItems, fresh?.Image ?? default, fresh?.Segment.Number ?? 0,
                    fresh is { Segment.IsLogged: false } file ? file.Segment.FileLength : 0));
            }
            catch
            {
                fresh?.Segment.Dispose();
                if (fresh is { Segment.IsLogged: false } file && _log?.IsClean != false)
                    _disk.Delete(CollectionFiles.SegmentPath(_folder, file.Segment.Number)); // no record names it
                throw;
            }
            var segments = Current.Without(dropped, droppedItems);
            if (fresh is not null)
            {
                segments.Add(new LiveSegment(fresh.Segment, [], []));
                if (!fresh.Segment.IsLogged) _files.Add(fresh.Segment.Number);
            }
            Swap(new Snapshot(segments));
        }
        if (!SegmentMerge.IsDue(Current.Segments)) return;
        if (!_inBackground) TryMerge();
        else if (_merging.IsCompleted) _merging = Task.Run(TryMerge);
    }

    /// <summary>Merges all there is into one segment without what was dropped. No other merging may be under way.</summary>
    public void Compact() => Merge(everything: true);

    /// <summary>
    /// Holds in one step what another collection holds, its encoder included, in place of what it held. No merging may be under way.
    /// </summary>
    public void TakeOver(Collection other)
    {
        lock (_state)
        {
            _log?.Dispose();
            _log = null;
            List<LiveSegment> taken = [.. other.Current.Segments.Select(segment =>
                new LiveSegment(WriteFile(segment.Segment.CopyTo), segment.DroppedSources, segment.DroppedItems))];
            Encoder = other.Encoder;
            Persist(taken, [], _nextLog);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _merging;
        if (!IsReadOnly && _nextLog > _firstLog) TryMerge();
        Current.CloseExcept(null);
        _log?.Dispose();
        _lock?.Dispose();
    }

    // What was committed stays in the log where merging fails, and is merged the next time.
    private void TryMerge()
    {
        try
        {
            Merge(everything: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or MemoryException)
        {
        }
    }

    private void Merge(bool everything)
    {
        Snapshot before;
        int firstLog;
        lock (_state)
        {
            before = Current;
            _log?.Dispose(); // what comes from now on goes to the next one
            _log = null;
            firstLog = _nextLog;
        }
        if (!before.TryHold()) return;
        var written = new List<Segment>();
        var mayBeNamed = false;
        try
        {
            var merged = SegmentMerge.Plan(before.Segments, everything, segments =>
            {
                var fresh = WriteFile(stream => SegmentMerge.Write(segments, stream, _graph, Encoder?.Dimension ?? 0, _tokenizer));
                written.Add(fresh);
                return new LiveSegment(fresh, [], []);
            });
            mayBeNamed = true;
            lock (_state)
            {
                var (covered, later) = SegmentMerge.CatchUp(before, merged, Current);
                Persist(covered, later, firstLog);
            }
            foreach (var segment in written.Except(merged.Select(segment => segment.Segment)))
            {
                segment.Dispose();
                _disk.Delete(CollectionFiles.SegmentPath(_folder, segment.Number));
            }
        }
        catch
        {
            foreach (var segment in written)
            {
                segment.Dispose();
                if (!mayBeNamed) _disk.Delete(CollectionFiles.SegmentPath(_folder, segment.Number)); // a full disk is not kept full
            }
            throw;
        }
        finally
        {
            before.Release();
        }
    }

    // What later logs hold, they name themselves.
    private void Persist(IReadOnlyList<LiveSegment> covered, IEnumerable<LiveSegment> later, int firstLog)
    {
        var parts = covered.Select(s =>
            new ManifestSegment(s.Segment.Number, s.Segment.FileLength, s.DroppedSources, s.DroppedItems));
        new Manifest(Stemming, Encoder, _nextSegment, firstLog, [.. parts]) { States = States }.Write(_folder, _disk);
        Swap(new Snapshot([.. covered, .. later]));
        var kept = Current.Segments.Select(segment => segment.Segment.Number).ToHashSet();
        foreach (var gone in _files.Except([.. kept, 0])) _disk.Delete(CollectionFiles.SegmentPath(_folder, gone));
        _files = kept;
        for (; _firstLog < firstLog; _firstLog++) _disk.Delete(WriteAheadLog.PathOf(_folder, _firstLog));
    }

    private sealed record Fresh(Segment Segment, ReadOnlyMemory<byte> Image);

    private Fresh Build(IReadOnlyCollection<StagedSource> added, SegmentBuilder builder)
    {
        if (added.Sum(source => source.RoughLength) > LargestImage) return new Fresh(WriteFile(stream => builder.Write(added, stream)), default);
        using var image = new MemoryStream();
        builder.Write(added, image);
        return new Fresh(Segment.OpenLogged(image.GetBuffer().AsSpan(0, (int)image.Length), $"{_folder}, a new segment,", _tokenizer),
            image.GetBuffer().AsMemory(0, (int)image.Length));
    }

    private Segment WriteFile(Action<Stream> write)
    {
        int number;
        lock (_state) number = _nextSegment++;
        var path = CollectionFiles.SegmentPath(_folder, number);
        _disk.Write(path, write);
        return Segment.Open(number, path, _tokenizer);
    }

    private void Swap(Snapshot next)
    {
        var last = Current;
        Current = next;
        Changed?.Invoke();
        last.CloseExcept(next);
    }

    private static void RefuseOtherEncoder(string folder, Manifest manifest, EmbeddingSource? asked)
    {
        if (asked is not { } wanted || manifest.Encoder is not { } recorded || wanted.SharesSpaceWith(recorded)) return;
        throw new MemoryException(
            $"The collection in {folder} holds embeddings of {recorded.Name} ({recorded.Dimension} numbers), not of {wanted.Name} "
            + $"({wanted.Dimension}): use {recorded.Name}, or embed it anew with 'rag reindex --model {wanted.Name}'.");
    }

    // A segment that cannot be opened may hold what a commit drops, and could not be merged.
    private static void RefuseDamaged(Snapshot snapshot)
    {
        if (snapshot.Unopened is not [var damage, ..]) return;
        throw new MemoryException($"{damage.Message.TrimEnd('.')}; until then the rest can be read, and nothing is written.")
        {
            IsFailure = true,
        };
    }

    // What an earlier writer did not come to.
    private void DeleteLeftovers()
    {
        var kept = Current.Segments.Select(s => CollectionFiles.SegmentPath(_folder, s.Segment.Number)).ToHashSet();
        for (var log = _firstLog; log < _nextLog; log++) kept.Add(WriteAheadLog.PathOf(_folder, log));
        foreach (var path in Directory.GetFiles(_folder))
        {
            var ours = Path.GetExtension(path) is CollectionFiles.SegmentEnding or WriteAheadLog.Ending or Disk.TemporaryEnding;
            if (ours && !kept.Contains(path)) _disk.Delete(path);
        }
    }
}
