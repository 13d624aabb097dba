using Rag.Memory.Embedded.Search;
using Rag.Memory.Embedded.Storage;
using Rag.Memory.Filters;
using Rag.Memory.Words;

namespace Rag.Memory.Embedded;

/// <summary>
/// A collection in a folder. One writer at a time; any number of readers, which see the last commit at the time they opened.
/// Searching is safe from many threads, also during a commit.
/// </summary>
/// <remarks>The files are described in <c>FORMAT.md</c>.</remarks>
public sealed class EmbeddedMemory : IReindexable
{
    private readonly Collection _collection;
    private readonly MemoryOptions _options;
    private readonly string _place;
    private readonly string _name;
    private readonly Staging _staged;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private volatile SnapshotSearch _current;
    private volatile bool _disposed;

    private EmbeddedMemory(Collection collection, MemoryOptions options, string place, string name)
    {
        _collection = collection;
        _options = options;
        _place = place;
        _name = name;
        Tokenizer = new WordTokenizer(collection.Stemming);
        _current = Latest();
        collection.Changed = () => _current = Latest();
        _staged = new Staging(((IReindexable)this).CommittedAsync, Encoder, place);
    }

    /// <inheritdoc/>
    public EmbeddingSource? Encoder => _collection.Encoder;

    /// <inheritdoc/>
    public StateForm States => _collection.States;

    /// <inheritdoc/>
    public WordTokenizer Tokenizer { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Damage> Damages => Current.Damages;

    private Snapshot Current
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _current.Snapshot;
        }
    }

    /// <summary>Opens a collection for reading and writing; creates folder and collection where they are missing.</summary>
    /// <exception cref="MemoryException">
    /// The folder holds something else or a newer format, the collection has another writer or a damaged file, which is named, or
    /// the disk refuses.
    /// </exception>
    public static EmbeddedMemory Open(string directory, string collection = "default", MemoryOptions? options = null) =>
        Open(directory, collection, options, new Disk(), mergesInBackground: true);

    /// <summary>Opens a collection that exists, for reading only, without its damaged segments; see <see cref="Damages"/>.</summary>
    /// <exception cref="MemoryException">There is no such collection, or its manifest or a log cannot be read.</exception>
    public static EmbeddedMemory OpenReadOnly(string directory, string collection = "default", MemoryOptions? options = null)
    {
        options ??= new MemoryOptions();
        var (root, place) = StoreFolder.Place(directory, collection);
        return DiskErrors.Guard($"{place} cannot be opened", () =>
        {
            var folder = StoreFolder.Locate(root, collection);
            return new EmbeddedMemory(Collection.OpenForReading(folder, options), options, place, collection);
        });
    }

    internal static EmbeddedMemory Open(
        string directory, string collection, MemoryOptions? options, Disk disk, bool mergesInBackground = false)
    {
        options ??= new MemoryOptions();
        var (root, place) = StoreFolder.Place(directory, collection);
        return DiskErrors.Guard($"{place} cannot be opened", () =>
        {
            var folder = StoreFolder.Prepare(root, collection, disk);
            return new EmbeddedMemory(Collection.OpenForWriting(folder, options, disk, mergesInBackground), options, place, collection);
        });
    }

    /// <inheritdoc/>
    public ValueTask<int> CountAsync(CancellationToken cancellationToken = default) => new(Current.Items);

    /// <inheritdoc/>
    public ValueTask<int> CountSourcesAsync(CancellationToken cancellationToken = default) => new(Current.ContentHashes.Count);

    /// <inheritdoc/>
    public ValueTask<bool> IsSoundAsync(string source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(Read(search => search.Snapshot.IsSound(source), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<string?> HashOfAsync(string source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(Current.ContentHashes.GetValueOrDefault(source));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, string>> HashesOfAsync(
        IReadOnlyCollection<string> sources, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var all = Current.ContentHashes;
        var hashes = new Dictionary<string, string>(sources.Count);
        foreach (var source in sources)
        {
            if (all.TryGetValue(source, out var hash)) hashes[source] = hash;
        }
        return new(hashes);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredSource> SourcesAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return Current.ContentHashes.Where(source => source.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(source => new StoredSource(source.Key, source.Value)).ToAsyncEnumerable();
    }

    /// <inheritdoc/>
    public ValueTask ReplaceAsync(
        string source, string contentHash, IReadOnlyList<Item> items, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(contentHash);
        ArgumentNullException.ThrowIfNull(items);
        return StageAsync(staged => staged.Replace(source, contentHash, items), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask UpsertAsync(IReadOnlyCollection<Item> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            ThrowIfNotWritable();
            await _staged.UpsertAsync(items, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string source, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        return StageAsync(staged => staged.Remove(source), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return StageAsync(staged => staged.Delete(ids), cancellationToken);
    }

    /// <summary>
    /// Makes what was staged durable and searchable, all of it or nothing. When it fails, everything stays staged and it
    /// can be called again.
    /// </summary>
    /// <exception cref="MemoryException">The disk refuses, or an older segment is damaged.</exception>
    public async ValueTask CommitAsync(CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            ThrowIfNotWritable();
            if (_staged.IsEmpty) return;
            await _collection.CatchUpAsync(cancellationToken);
            DiskErrors.Guard($"{_place} cannot be committed", () =>
            {
                var builder = new SegmentBuilder(Tokenizer, _options.Graph, Encoder?.Dimension ?? 0);
                _collection.Commit(_staged.Dropped, _staged.Deleted, _staged.Added, builder);
            });
            _staged.Clear();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Shows a reader what writers have committed since it was opened; a writer sees that anyway.</summary>
    /// <exception cref="MemoryException">A file is damaged or missing; what was there before stays.</exception>
    public void Refresh()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_collection.IsReadOnly) return;
        DiskErrors.Guard($"{_place} cannot be read", _collection.Refresh);
    }

    /// <summary>Gives back the room of what was removed or replaced, and makes one segment of many.</summary>
    /// <exception cref="MemoryException">The disk refuses, or a segment is damaged; what was there before stays.</exception>
    public ValueTask CompactAsync(CancellationToken cancellationToken = default) =>
        RewriteAsync($"{_place} cannot be compacted", _collection.Compact, cancellationToken);

    /// <summary>Holds in one step what another store holds, its encoder included; see <see cref="Reindexing.Reindex"/>.</summary>
    internal ValueTask TakeOverAsync(EmbeddedMemory other, CancellationToken cancellationToken) =>
        RewriteAsync($"{_place} cannot be switched over", () => _collection.TakeOver(other._collection), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Equals come in the order of ingestion.</remarks>
    public ValueTask<IReadOnlyList<Hit>> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new(Read(search => search.Search(query), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<Item?> FindAsync(string source, int ordinal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(Read(search => search.Snapshot.Find(source, ordinal), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> StatesOfAsync(string source, int ordinal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(Read(search => search.Snapshot.StatesOf(source, ordinal), cancellationToken));
    }

    /// <summary>The items that were committed when the scan began, in the order of ingestion.</summary>
    /// <param name="filter">Which of them; null for all.</param>
    /// <param name="cancellationToken">Ends the scan between two items.</param>
    public IAsyncEnumerable<Item> ScanAsync(Filter? filter = null, CancellationToken cancellationToken = default) =>
        Scan(filter, cancellationToken).ToAsyncEnumerable();

    /// <inheritdoc/>
    public ValueTask<WordStatistics> WordStatisticsAsync(IReadOnlyCollection<string> words, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(words);
        return new(Read(search => search.StatisticsOf(words), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<CollectionStatistics> StatisticsAsync(CancellationToken cancellationToken = default) =>
        new(Read(search => new CollectionStatistics(
            _name, search.Snapshot.Items, search.Snapshot.Segments.Sum(segment => segment.CountVectors()),
            search.Snapshot.Segments.Sum(segment => segment.Segment.FileLength), Encoder)
        {
            StateBytes = search.Snapshot.Segments.Sum(segment => segment.Segment.Items.StateLength),
            VectorBytes = search.Snapshot.Segments.Sum(segment => segment.Segment.Vectors.Length),
            Damages = search.Snapshot.Damages,
        }, cancellationToken));

    /// <summary>Closes the files and lets the next writer in. What was staged and not committed is forgotten.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        try
        {
            _disposed = true;
            await _collection.DisposeAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    ValueTask<StagedSource?> IReindexable.CommittedAsync(string source, CancellationToken cancellationToken) =>
        new(Read(search => search.Snapshot.Locate(source) is null
            ? null
            : new StagedSource(source, search.Snapshot.ContentHashes[source], [.. search.Snapshot.ItemsOf(source)]), cancellationToken));

    private SnapshotSearch Latest() => new(_collection.Current, _options, Encoder, Tokenizer);

    private SnapshotSearch Hold()
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var current = _current;
            if (current.Snapshot.TryHold()) return current; // else a commit has just replaced it
        }
    }

    private T Read<T>(Func<SnapshotSearch, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var search = Hold();
        try
        {
            return read(search);
        }
        finally
        {
            search.Snapshot.Release();
        }
    }

    private IEnumerable<Item> Scan(Filter? filter, CancellationToken cancellationToken)
    {
        var snapshot = Hold().Snapshot;
        try
        {
            foreach (var segment in snapshot.Segments)
            {
                var survivors = FilterEvaluation.Survivors(segment, filter);
                for (var item = 0; item < segment.Segment.Items.Count; item++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (survivors?.Contains(item) != false && segment.Segment.Items.TryRead(item) is { } readable) yield return readable;
                }
            }
        }
        finally
        {
            snapshot.Release();
        }
    }

    private async ValueTask StageAsync(Action<Staging> change, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            ThrowIfNotWritable();
            change(_staged);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async ValueTask RewriteAsync(string failure, Action rewrite, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            ThrowIfNotWritable();
            await _collection.MergedAsync(cancellationToken); // no commit begins another one now
            DiskErrors.Guard(failure, rewrite);
        }
        finally
        {
            _writing.Release();
        }
    }

    private void ThrowIfNotWritable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_collection.IsReadOnly)
            throw new MemoryException($"{_place} was opened for reading only: open it for writing.");
    }
}
