using Rag.Memory.Embedded;
using Rag.Memory.Filters;
using Rag.Memory.Ranking;
using Rag.Memory.Words;

namespace Rag.Memory;

/// <summary>
/// A durable collection of items, found again by their words and their embeddings. One writer at a time; any number of readers, which see the
/// last commit at the time they opened. Searching is safe from many threads, also during a commit.
/// </summary>
/// <remarks>The files are described in <c>FORMAT.md</c>.</remarks>
public sealed class MemoryStore : IReindexable
{
    private readonly Collection _collection;
    private readonly MemoryOptions _options;
    private readonly string _place;
    private readonly string _name;
    private readonly Staging _staged;
    private readonly Lock _writing = new();
    private volatile SnapshotSearch _current;
    private volatile bool _disposed;

    private MemoryStore(Collection collection, MemoryOptions options, string place, string name)
    {
        _collection = collection;
        _options = options;
        _place = place;
        _name = name;
        Tokenizer = new WordTokenizer(collection.Stemming);
        _current = Latest();
        collection.Changed = () => _current = Latest();
        _staged = new Staging(Committed, Encoder, place);
    }

    /// <inheritdoc/>
    public int Count => Current.Items;

    /// <inheritdoc/>
    public Encoder? Encoder => _collection.Encoder;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Sources => Current.ContentHashes;

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
    public static MemoryStore Open(string directory, string collection = "default", MemoryOptions? options = null) =>
        Open(directory, collection, options, new Disk(), mergesInBackground: true);

    /// <summary>Opens a collection that exists, for reading only, without its damaged segments; see <see cref="Damages"/>.</summary>
    /// <exception cref="MemoryException">There is no such collection, or its manifest or a log cannot be read.</exception>
    public static MemoryStore OpenReadOnly(string directory, string collection = "default", MemoryOptions? options = null)
    {
        options ??= new MemoryOptions();
        var (root, place) = Place(directory, collection);
        return Guard($"{place} cannot be opened", () =>
        {
            var folder = StoreFolder.Locate(root, collection);
            return new MemoryStore(Collection.OpenForReading(folder, options), options, place, collection);
        });
    }

    internal static MemoryStore Open(
        string directory, string collection, MemoryOptions? options, Disk disk, bool mergesInBackground = false)
    {
        options ??= new MemoryOptions();
        var (root, place) = Place(directory, collection);
        return Guard($"{place} cannot be opened", () =>
        {
            var folder = StoreFolder.Prepare(root, collection, disk);
            return new MemoryStore(Collection.OpenForWriting(folder, options, disk, mergesInBackground), options, place, collection);
        });
    }

    /// <inheritdoc/>
    public void Replace(string source, string contentHash, IReadOnlyList<Item> items)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(contentHash);
        ArgumentNullException.ThrowIfNull(items);
        Stage(staged => staged.Replace(source, contentHash, items));
    }

    /// <inheritdoc/>
    public void Upsert(IReadOnlyCollection<Item> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        Stage(staged => staged.Upsert(items));
    }

    /// <inheritdoc/>
    public void Remove(string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        Stage(staged => staged.Remove(source));
    }

    /// <inheritdoc/>
    public void Delete(IReadOnlyCollection<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        Stage(staged => staged.Delete(ids));
    }

    /// <summary>
    /// Makes what was staged durable and searchable, all of it or nothing. When it fails, everything stays staged and it
    /// can be called again.
    /// </summary>
    /// <exception cref="MemoryException">The disk refuses, or an older segment is damaged.</exception>
    public void Commit()
    {
        lock (_writing)
        {
            ThrowIfNotWritable();
            if (_staged.IsEmpty) return;
            Guard($"{_place} cannot be committed", () =>
            {
                var builder = new SegmentBuilder(Tokenizer, _options.Graph, Encoder?.Dimension ?? 0);
                _collection.Commit(_staged.Dropped, _staged.Deleted, _staged.Added, builder);
                return true;
            });
            _staged.Clear();
        }
    }

    /// <summary>Shows a reader what writers have committed since it was opened; a writer sees that anyway.</summary>
    /// <exception cref="MemoryException">A file is damaged or missing; what was there before stays.</exception>
    public void Refresh()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_collection.IsReadOnly) return;
        Guard($"{_place} cannot be read", () =>
        {
            _collection.Refresh();
            return true;
        });
    }

    /// <summary>Gives back the room of what was removed or replaced, and makes one segment of many.</summary>
    /// <exception cref="MemoryException">The disk refuses, or a segment is damaged; what was there before stays.</exception>
    public void Compact()
    {
        lock (_writing)
        {
            ThrowIfNotWritable();
            Guard($"{_place} cannot be compacted", () =>
            {
                _collection.Compact();
                return true;
            });
        }
    }

    /// <summary>Holds in one step what another store holds, its encoder included; see <see cref="Reindex"/>.</summary>
    internal void TakeOver(MemoryStore other)
    {
        lock (_writing)
        {
            ThrowIfNotWritable();
            Guard($"{_place} cannot be switched over", () =>
            {
                _collection.TakeOver(other._collection);
                return true;
            });
        }
    }

    /// <summary>Reads everything a memory holds, beside a writer or without one.</summary>
    /// <returns>A line for each file that is damaged; nothing where all is well.</returns>
    /// <exception cref="MemoryException">There is no memory in this folder.</exception>
    public static IReadOnlyList<string> Check(string directory)
    {
        var root = Path.GetFullPath(directory);
        return [.. List(root).SelectMany(name => Problems(root, name))];
    }

    /// <summary>Copies a memory as it was last committed, beside a writer or without one.</summary>
    /// <param name="directory">The memory.</param>
    /// <param name="target">A folder that is empty or does not exist.</param>
    /// <exception cref="MemoryException">There is no memory, something is damaged, or the target is not empty.</exception>
    public static void Backup(string directory, string target)
    {
        var root = Path.GetFullPath(directory);
        var names = List(root);
        Guard($"The memory at {root} cannot be copied to {target}", () =>
        {
            Embedded.Backup.Write(root, names, Path.GetFullPath(target), new Disk());
            return true;
        });
    }

    /// <inheritdoc/>
    /// <remarks>Equals come in the order of ingestion.</remarks>
    public IReadOnlyList<Hit> Search(SearchQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Read(search => search.Search(query));
    }

    /// <inheritdoc/>
    public Item? Find(string source, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Read(search => search.Snapshot.Find(source, ordinal));
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> StatesOf(string source, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Read(search => search.Snapshot.StatesOf(source, ordinal));
    }

    /// <summary>The items that were committed when the scan began, in the order of ingestion.</summary>
    /// <param name="filter">Which of them; null for all.</param>
    public IEnumerable<Item> Scan(Filter? filter = null)
    {
        var snapshot = Hold().Snapshot;
        try
        {
            foreach (var segment in snapshot.Segments)
            {
                var survivors = FilterEvaluation.Survivors(segment, filter);
                for (var item = 0; item < segment.Segment.Items; item++)
                {
                    if (survivors?.Contains(item) != false && segment.Segment.TryReadItem(item) is { } readable) yield return readable;
                }
            }
        }
        finally
        {
            snapshot.Release();
        }
    }

    /// <inheritdoc/>
    public double InverseDocumentFrequency(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return Read(search => search.InverseDocumentFrequency(word));
    }

    /// <inheritdoc/>
    public CollectionStatistics Statistics() => Read(search => new CollectionStatistics(
        _name, search.Snapshot.Items, search.Snapshot.Segments.Sum(segment => segment.CountVectors()),
        search.Snapshot.Segments.Sum(segment => segment.Segment.FileLength), Encoder)
    {
        StateBytes = search.Snapshot.Segments.Sum(segment => segment.Segment.StateLength),
        VectorBytes = search.Snapshot.Segments.Sum(segment => segment.Segment.VectorLength),
        Damages = search.Snapshot.Damages,
    });

    /// <summary>The names of the collections that a memory has, in order.</summary>
    /// <exception cref="MemoryException">There is no memory in this folder.</exception>
    public static IReadOnlyList<string> List(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var root = Path.GetFullPath(directory);
        return Guard($"The memory at {root} cannot be read", () => StoreFolder.List(root));
    }

    /// <summary>Removes a collection with all it holds; that cannot be taken back.</summary>
    /// <exception cref="MemoryException">There is no such collection, or it has a writer.</exception>
    public static void Drop(string directory, string collection)
    {
        var (root, place) = Place(directory, collection);
        Guard($"{place} cannot be removed", () =>
        {
            StoreFolder.Drop(root, collection);
            return true;
        });
    }

    /// <summary>Closes the files and lets the next writer in. What was staged and not committed is forgotten.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            _disposed = true;
            _collection.Dispose();
        }
    }

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

    private T Read<T>(Func<SnapshotSearch, T> read)
    {
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

    private static IReadOnlyList<string> Problems(string root, string name)
    {
        try
        {
            using var store = OpenReadOnly(root, name);
            return store.Read<IReadOnlyList<string>>(search =>
            {
                foreach (var segment in search.Snapshot.Segments) segment.Segment.Examine();
                return [.. search.Snapshot.Damages.Select(damage => damage.Message)];
            });
        }
        catch (MemoryException e)
        {
            return [e.Message];
        }
    }

    /// <inheritdoc/>
    StagedSource? IReindexable.Committed(string source) => Committed(source);

    private StagedSource? Committed(string source) => Read(search => search.Snapshot.Locate(source) is null
        ? null
        : new StagedSource(source, search.Snapshot.ContentHashes[source], [.. search.Snapshot.ItemsOf(source)]));

    private void Stage(Action<Staging> change)
    {
        lock (_writing)
        {
            ThrowIfNotWritable();
            change(_staged);
        }
    }

    private void ThrowIfNotWritable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_collection.IsReadOnly)
            throw new MemoryException($"{_place} was opened for reading only: open it for writing.");
    }

    private static (string Root, string Place) Place(string directory, string collection)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(collection);
        var root = Path.GetFullPath(directory);
        return (root, $"The collection '{collection}' of the memory at {root}");
    }

    private static T Guard<T>(string failure, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new MemoryException($"{failure}: {e.Message}", e);
        }
    }
}
