using Rag.Memory.Embedded;
using Rag.Memory.Filters;
using Rag.Memory.Ranking;
using Rag.Memory.Vectors;
using Rag.Memory.Words;

namespace Rag.Memory;

/// <summary>
/// A durable collection of items, found again by their words and their embeddings. One writer at a time; any number of readers, which see the
/// last commit at the time they opened. Searching is safe from many threads, also during a commit.
/// </summary>
/// <remarks>The files are described in <c>FORMAT.md</c>.</remarks>
public sealed class MemoryStore : IDisposable
{
    private readonly Collection _collection;
    private readonly MemoryOptions _options;
    private readonly string _place;
    private readonly string _name;
    private readonly OrderedDictionary<string, StagedSource?> _staged = [];
    private readonly HashSet<ItemName> _stagedDeletes = [];
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
    }

    /// <summary>Items that are committed.</summary>
    public int Count => Current.Items;

    /// <summary>Where the embeddings come from; null for a collection that takes none.</summary>
    public Encoder? Encoder => _collection.Encoder;

    /// <summary>The committed sources and the hashes of the contents they were ingested from.</summary>
    public IReadOnlyDictionary<string, string> Sources => Current.ContentHashes;

    /// <summary>The words this collection is indexed by.</summary>
    public WordTokenizer Tokenizer { get; }

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
    /// The folder holds something else or a newer format, the collection is damaged or has another writer, or the disk
    /// refuses.
    /// </exception>
    public static MemoryStore Open(string directory, string collection = "default", MemoryOptions? options = null) =>
        Open(directory, collection, options, new Disk());

    /// <summary>Opens a collection that exists, for reading only.</summary>
    /// <exception cref="MemoryException">There is no such collection, or it cannot be opened.</exception>
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

    internal static MemoryStore Open(string directory, string collection, MemoryOptions? options, Disk disk)
    {
        options ??= new MemoryOptions();
        var (root, place) = Place(directory, collection);
        return Guard($"{place} cannot be opened", () =>
        {
            var folder = StoreFolder.Prepare(root, collection, disk);
            return new MemoryStore(Collection.OpenForWriting(folder, options, disk), options, place, collection);
        });
    }

    /// <summary>Puts these items in place of all items of the source, once <see cref="Commit"/> is called.</summary>
    /// <param name="source">The source of every item.</param>
    /// <param name="contentHash">Tells a later ingestion whether the source has changed.</param>
    /// <param name="items">The items with distinct ordinals; none is allowed, and remembers the source.</param>
    /// <exception cref="ArgumentException">An item is of another source, or two have the same ordinal.</exception>
    /// <exception cref="MemoryException">An embedding is not finite, zero, or not of the collection's encoder.</exception>
    public void Replace(string source, string contentHash, IReadOnlyList<Item> items)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(contentHash);
        ArgumentNullException.ThrowIfNull(items);
        Check(source, items);
        Stage(source, new StagedSource(source, contentHash, [.. items.Select(WithUnitVector)]));
    }

    /// <summary>Adds these items to their sources, or puts them in place of those of the same id, once <see cref="Commit"/> is called.</summary>
    /// <exception cref="ArgumentException">Two items have the same id.</exception>
    /// <exception cref="MemoryException">An embedding is not finite, zero, or not of the collection's encoder.</exception>
    public void Upsert(IReadOnlyCollection<Item> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        lock (_writing)
        {
            foreach (var given in items.GroupBy(item => item.Source))
            {
                Check(given.Key, [.. given]);
                var merged = new OrderedDictionary<int, Item>();
                foreach (var item in StagedItems(given.Key)) merged[item.Ordinal] = item;
                foreach (var item in given) merged[item.Ordinal] = WithUnitVector(item);
                Stage(given.Key, new StagedSource(given.Key, StagedHash(given.Key), [.. merged.Values]));
            }
        }
    }

    /// <summary>Removes single items, those that are there, once <see cref="Commit"/> is called. Their source stays, with the others.</summary>
    /// <param name="ids">See <see cref="Item.Id"/>.</param>
    public void Delete(IReadOnlyCollection<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        lock (_writing)
        {
            ThrowIfNotWritable();
            foreach (var name in ids.Select(ItemName.Parse).OfType<ItemName>())
            {
                if (!_staged.TryGetValue(name.Source, out var staged)) _stagedDeletes.Add(name);
                else if (staged is not null)
                    _staged[name.Source] = staged with { Items = [.. staged.Items.Where(item => item.Ordinal != name.Ordinal)] };
            }
        }
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
            if (_staged.Count + _stagedDeletes.Count == 0) return;
            Guard($"{_place} cannot be committed", () =>
            {
                var added = _staged.Values.OfType<StagedSource>().ToArray();
                var builder = new SegmentBuilder(Tokenizer, _options.Graph, Encoder?.Dimension ?? 0);
                _collection.Commit([.. _staged.Keys], _stagedDeletes, added, builder);
                return true;
            });
            _staged.Clear();
            _stagedDeletes.Clear();
            _current = Latest();
        }
    }

    /// <summary>The committed items that share words with the query, best first; equals in the order of ingestion.</summary>
    /// <param name="query">Any text; of a very long one the 512 rarest words count.</param>
    /// <param name="k">How many at most, 1 or more.</param>
    public IReadOnlyList<Hit> Search(string query, int k)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return Search(new SearchQuery { Words = query, K = Math.Min(k, SearchQuery.MostHits) });
    }

    /// <summary>The committed items that fit a query by words, by vector or by both, best first; equals in the order of ingestion.</summary>
    /// <exception cref="ArgumentException">The query has neither words nor a vector.</exception>
    /// <exception cref="MemoryException">The vector is not finite, zero or not of the collection's encoder; or a segment is damaged.</exception>
    public IReadOnlyList<Hit> Search(SearchQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Read(search => search.Search(query));
    }

    /// <summary>A committed item, or null.</summary>
    /// <param name="id">See <see cref="Item.Id"/>.</param>
    public Item? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return ItemName.Parse(id) is var (source, ordinal) ? Find(source, ordinal) : null;
    }

    /// <summary>A committed item, or null: a hit's neighbour, say.</summary>
    public Item? Find(string source, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Read(search => search.Snapshot.Find(source, ordinal));
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
                    if (survivors?.Contains(item) != false) yield return segment.Segment.ReadItem(item);
                }
            }
        }
        finally
        {
            snapshot.Release();
        }
    }

    /// <summary>How much a word tells, ln(1 + (N - n + 1/2) / (n + 1/2)) for N items of which n hold it.</summary>
    /// <param name="word">A normalised word, as <see cref="Tokenizer"/> gives it.</param>
    public double InverseDocumentFrequency(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return Read(search => search.InverseDocumentFrequency(word));
    }

    /// <summary>What the collection holds.</summary>
    public CollectionStatistics Statistics() => Read(search => new CollectionStatistics(
        _name, search.Snapshot.Items, search.Snapshot.Segments.Sum(segment => segment.CountVectors()),
        search.Snapshot.Segments.Sum(segment => segment.Segment.FileLength), Encoder));

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

    private IEnumerable<Item> StagedItems(string source)
    {
        if (_staged.TryGetValue(source, out var staged)) return staged?.Items ?? [];
        return Read(search => search.Snapshot.ItemsOf(source).ToList())
            .Where(item => !_stagedDeletes.Contains(new ItemName(source, item.Ordinal)));
    }

    private string StagedHash(string source) =>
        _staged.TryGetValue(source, out var staged) ? staged?.ContentHash ?? "" : Sources.GetValueOrDefault(source, "");

    private Item WithUnitVector(Item item)
    {
        if (item.Embedding.IsEmpty) return item;
        if (Encoder is null)
            throw new MemoryException($"{item.Id} has an embedding, and {_place} has no encoder: open it with one.");
        return item with { Embedding = UnitVector.Of(item.Embedding.Span, Encoder, item.Id) };
    }

    private void Stage(string source, StagedSource? staged)
    {
        lock (_writing)
        {
            ThrowIfNotWritable();
            _stagedDeletes.RemoveWhere(name => name.Source == source);
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
