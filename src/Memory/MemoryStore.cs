using Rag.Memory.Embedded;
using Rag.Memory.Ranking;
using Rag.Memory.Words;

namespace Rag.Memory;

/// <summary>
/// A durable collection of items, found again by their words. One writer at a time; any number of readers, which see the
/// last commit at the time they opened. Searching is safe from many threads, also during a commit.
/// </summary>
/// <remarks>The files are described in <c>FORMAT.md</c>.</remarks>
public sealed class MemoryStore : IDisposable
{
    private readonly Collection _collection;
    private readonly MemoryOptions _options;
    private readonly string _place;
    private readonly OrderedDictionary<string, StagedSource?> _staged = [];
    private readonly Lock _writing = new();
    private volatile Bm25 _ranking;
    private volatile bool _disposed;

    private MemoryStore(Collection collection, MemoryOptions options, string place)
    {
        _collection = collection;
        _options = options;
        _place = place;
        Tokenizer = new WordTokenizer(collection.Stemming);
        _ranking = Rank();
    }

    /// <summary>Items that are committed.</summary>
    public int Count => Current.Items;

    /// <summary>The committed sources and the hashes of the contents they were ingested from.</summary>
    public IReadOnlyDictionary<string, string> Sources => Current.ContentHashes;

    /// <summary>The words this collection is indexed by.</summary>
    public WordTokenizer Tokenizer { get; }

    private Snapshot Current
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _ranking.Snapshot;
        }
    }

    /// <summary>Opens a collection for reading and writing; creates folder and collection where they are missing.</summary>
    /// <exception cref="MemoryException">
    /// The folder holds something else or a newer format, the collection is damaged or has another writer, or the disk
    /// refuses.
    /// </exception>
    public static MemoryStore Open(string directory, string collection = "default", MemoryOptions? options = null) =>
        Open(directory, collection, options, new Disk());

    /// <summary>Opens a collection that exists, for reading only.</summary>
    /// <exception cref="MemoryException">There is no such collection, or it cannot be opened.</exception>
    public static MemoryStore OpenReadOnly(string directory, string collection = "default", MemoryOptions? options = null)
    {
        var (root, place) = Place(directory, collection);
        return Guard($"{place} cannot be opened", () =>
        {
            var folder = StoreFolder.Locate(root, collection);
            return new MemoryStore(Collection.OpenForReading(folder), options ?? new MemoryOptions(), place);
        });
    }

    internal static MemoryStore Open(string directory, string collection, MemoryOptions? options, Disk disk)
    {
        options ??= new MemoryOptions();
        var (root, place) = Place(directory, collection);
        return Guard($"{place} cannot be opened", () =>
        {
            var folder = StoreFolder.Prepare(root, collection, disk);
            return new MemoryStore(Collection.OpenForWriting(folder, options.Stemming, disk), options, place);
        });
    }

    /// <summary>Puts these items in place of all items of the source, once <see cref="Commit"/> is called.</summary>
    /// <param name="source">The source of every item.</param>
    /// <param name="contentHash">Tells a later ingestion whether the source has changed.</param>
    /// <param name="items">The items with distinct ordinals; none is allowed, and remembers the source.</param>
    /// <exception cref="ArgumentException">An item is of another source, or two have the same ordinal.</exception>
    public void Replace(string source, string contentHash, IReadOnlyList<Item> items)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(contentHash);
        ArgumentNullException.ThrowIfNull(items);
        Check(source, items);
        Stage(source, new StagedSource(source, contentHash, [.. items]));
    }

    /// <summary>Removes all items of the source, if it has any, once <see cref="Commit"/> is called.</summary>
    public void Remove(string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        Stage(source, null);
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
            if (_staged.Count == 0) return;
            Guard($"{_place} cannot be committed", () =>
            {
                var added = _staged.Values.OfType<StagedSource>().ToArray();
                _collection.Commit([.. _staged.Keys], added, new SegmentBuilder(Tokenizer));
                return true;
            });
            _staged.Clear();
            _ranking = Rank();
        }
    }

    /// <summary>The committed items that share words with the query, best first; equals in the order of ingestion.</summary>
    /// <param name="query">Any text; of a very long one the 512 rarest words count.</param>
    /// <param name="k">How many at most, 1 or more.</param>
    public IReadOnlyList<Hit> Search(string query, int k)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _ranking.Search(query, k, Tokenizer);
    }

    /// <summary>A committed item, or null: a hit's neighbour, say.</summary>
    public Item? Find(string source, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Current.Find(source, ordinal);
    }

    /// <summary>How much a word tells, ln(1 + (N - n + 1/2) / (n + 1/2)) for N items of which n hold it.</summary>
    /// <param name="word">A normalised word, as <see cref="Tokenizer"/> gives it.</param>
    public double InverseDocumentFrequency(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _ranking.InverseDocumentFrequency(word);
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

    private Bm25 Rank() => new(_collection.Current, _options.K1, _options.B);

    private void Stage(string source, StagedSource? staged)
    {
        lock (_writing)
        {
            ThrowIfNotWritable();
            _staged.Remove(source); // so that the source moves to the end: it is ingested now
            _staged.Add(source, staged);
        }
    }

    private void ThrowIfNotWritable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_collection.IsReadOnly)
            throw new MemoryException($"{_place} was opened for reading only: open it for writing.");
    }

    private static void Check(string source, IReadOnlyList<Item> items)
    {
        var ordinals = new HashSet<int>(items.Count);
        foreach (var item in items)
        {
            if (item?.Text is null) throw new ArgumentException("An item or its text is null.", nameof(items));
            if (item.Source != source)
                throw new ArgumentException($"The item {item.Id} is not of the source {source}.", nameof(items));
            if (!ordinals.Add(item.Ordinal))
                throw new ArgumentException($"Two items have the name {item.Id}.", nameof(items));
            if (item.Start < 0 || item.End < item.Start)
                throw new ArgumentException($"The span of {item.Id} is [{item.Start}, {item.End}).", nameof(items));
        }
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
