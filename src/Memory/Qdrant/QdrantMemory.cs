using System.Text.Json;
using System.Text.Json.Nodes;
using Rag.Memory.Embedded;
using Rag.Memory.Filters;
using Rag.Memory.Words;

namespace Rag.Memory.Qdrant;

/// <summary>
/// A collection in Qdrant, one node or a cluster, over its REST API. Writing is by source and in an order that lets an
/// interrupted commit be repeated; it is not all or nothing. What other writers do to the list of sources shows after reopening.
/// </summary>
public sealed class QdrantMemory : IMemory
{
    private readonly QdrantConnection _connection;
    private readonly QdrantOptions _options;
    private readonly QdrantPoint _points;
    private readonly QdrantSearch _search;
    private readonly Staging _staged;
    private readonly Dictionary<string, string> _sources;
    private readonly Lock _writing = new();
    private readonly string _collection;
    private readonly HttpClient? _owned;

    private QdrantMemory(
        QdrantConnection connection, QdrantOptions options, string collection, MemoryOptions memory, CollectionSettings settings, HttpClient? owned)
    {
        (_connection, _options, _collection, _owned) = (connection, options, collection, owned);
        Encoder = settings.Encoder;
        Tokenizer = new WordTokenizer(settings.Stemming);
        _points = new QdrantPoint(Tokenizer, memory, options.AverageLength);
        _search = new QdrantSearch(Post, filter => Scroll(filter, withVector: false), _points, Encoder, Tokenizer);
        _staged = new Staging(Committed, Encoder, $"the collection '{collection}'");
        _sources = Scroll(QdrantFilter.OfKind(PointKind.Source), withVector: false)
            .ToDictionary(point => point.Member("payload").Member("source").GetValue<string>(), point => point.Member("payload").Member("hash").GetValue<string>());
    }

    /// <inheritdoc/>
    public int Count => CountOf(QdrantFilter.Of(null));

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Sources => _sources;

    /// <inheritdoc/>
    public Encoder? Encoder { get; }

    /// <inheritdoc/>
    public WordTokenizer Tokenizer { get; }

    /// <inheritdoc/>
    /// <remarks>The server repairs what is its own.</remarks>
    public IReadOnlyList<Damage> Damages => [];

    /// <summary>Opens a collection, creating it where it is missing.</summary>
    /// <param name="http">Keeps the connections, the caller owns it; null for one of our own.</param>
    /// <param name="time">Measures the waits before a request is repeated; null for the system's.</param>
    /// <exception cref="MemoryException">The server cannot be reached or refuses, or the collection has another encoder.</exception>
    public static QdrantMemory Open(
        QdrantOptions options, string collection = "default", MemoryOptions? memory = null, HttpClient? http = null, TimeProvider? time = null) =>
        Open(options, collection, memory ?? new MemoryOptions(), http, time, create: true);

    /// <summary>Opens a collection that exists.</summary>
    /// <exception cref="MemoryException">There is no such collection, or the server cannot be reached.</exception>
    public static QdrantMemory OpenExisting(
        QdrantOptions options, string collection = "default", MemoryOptions? memory = null, HttpClient? http = null, TimeProvider? time = null) =>
        Open(options, collection, memory ?? new MemoryOptions(), http, time, create: false);

    /// <summary>The names of the server's collections, in order.</summary>
    public static IReadOnlyList<string> List(QdrantOptions options, HttpClient? http = null, TimeProvider? time = null) =>
        Use(options, http, time, connection => Guard(options, () => connection.Send(HttpMethod.Get, "collections").Member("collections").AsArray()
            .Select(collection => collection.Member("name").GetValue<string>()).Order(StringComparer.Ordinal).ToList()));

    /// <summary>Removes a collection with all it holds; that cannot be taken back.</summary>
    public static void Drop(QdrantOptions options, string collection, HttpClient? http = null, TimeProvider? time = null) =>
        Use(options, http, time, connection => connection.Send(HttpMethod.Delete, QdrantCollection.Path(collection)));

    /// <inheritdoc/>
    public void Replace(string source, string contentHash, IReadOnlyList<Item> items)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(contentHash);
        ArgumentNullException.ThrowIfNull(items);
        lock (_writing) _staged.Replace(source, contentHash, items);
    }

    /// <inheritdoc/>
    public void Upsert(IReadOnlyCollection<Item> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        lock (_writing) _staged.Upsert(items);
    }

    /// <inheritdoc/>
    public void Remove(string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        lock (_writing) _staged.Remove(source);
    }

    /// <inheritdoc/>
    public void Delete(IReadOnlyCollection<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        lock (_writing) _staged.Delete(ids);
    }

    /// <inheritdoc/>
    /// <remarks>Of each source first the new items, then what is left of the old ones, and last its hash: until that is written, an ingestion takes the source for changed.</remarks>
    public void Commit()
    {
        lock (_writing)
        {
            foreach (var removed in _staged.Dropped.Except(_staged.Added.Select(source => source.Name)))
            {
                DeleteWhere(QdrantFilter.OfSource(removed, []));
                DeleteIds([QdrantPoint.IdOf(PointKind.Source, removed)]);
                _sources.Remove(removed);
            }
            foreach (var source in _staged.Added)
            {
                foreach (var batch in source.Items.Chunk(_options.BatchSize)) Put(batch.Select(_points.Of));
                DeleteWhere(QdrantFilter.OfSource(source.Name, source.Items.Select(item => QdrantPoint.IdOf(PointKind.Item, item.Id))));
                Put([QdrantPoint.Source(source.Name, source.ContentHash)]);
                _sources[source.Name] = source.ContentHash;
            }
            foreach (var batch in _staged.Deleted.Chunk(_options.BatchSize))
                DeleteIds(batch.Select(name => QdrantPoint.IdOf(PointKind.Item, $"{name.Source}#{name.Ordinal}")));
            _staged.Clear();
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Hit> Search(SearchQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Words is null && query.Vector.IsEmpty)
            throw new ArgumentException("A query has words, a vector, or both.", nameof(query));
        return Guard(_options, () => _search.Run(query));
    }

    /// <inheritdoc/>
    public Item? Find(string source, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(source);
        var id = QdrantPoint.IdOf(PointKind.Item, $"{source}#{ordinal}");
        var body = new JsonObject { ["ids"] = new JsonArray(id), ["with_payload"] = true, ["with_vector"] = new JsonArray(QdrantPoint.Dense) };
        return Guard(_options, () => Post("/points", body).AsArray() is [{ } point] ? QdrantPoint.Read(point) : null);
    }

    /// <inheritdoc/>
    public IEnumerable<Item> Scan(Filter? filter = null) =>
        Scroll(QdrantFilter.Of(filter), withVector: true).Select(point => Guard(_options, () => QdrantPoint.Read(point)));

    /// <inheritdoc/>
    public double InverseDocumentFrequency(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        var (all, holders) = (Count, CountOf(QdrantFilter.OfWord(QdrantPoint.Index(word))));
        return Math.Log(1 + (all - holders + 0.5) / (holders + 0.5));
    }

    /// <inheritdoc/>
    public CollectionStatistics Statistics() =>
        new(_collection, Count, Encoder is null ? 0 : CountOf(QdrantFilter.WithVector()), null, Encoder);

    /// <inheritdoc/>
    public void Dispose() => _owned?.Dispose();

    private static QdrantMemory Open(
        QdrantOptions options, string collection, MemoryOptions memory, HttpClient? http, TimeProvider? time, bool create)
    {
        var client = http ?? NewClient(options);
        try
        {
            return Guard(options, () =>
            {
                var connection = new QdrantConnection(client, options, time ?? TimeProvider.System);
                var collections = new QdrantCollection(connection, options);
                var settings = collections.Read(collection);
                if (settings is null)
                {
                    if (!create)
                        throw new MemoryException($"Qdrant at {options.Url} has no collection '{collection}': ingest something into it first.");
                    settings = new CollectionSettings(memory.Stemming, memory.Encoder);
                    collections.Create(collection, settings, memory.Graph);
                }
                else if (memory.Encoder is { } wanted && wanted != settings.Encoder)
                {
                    throw new MemoryException(
                        $"The collection '{collection}' of Qdrant at {options.Url} was made {Describe(settings.Encoder)}, not {Describe(wanted)}: "
                        + "open it so, or ingest again into another collection.");
                }
                return new QdrantMemory(connection, options, collection, memory, settings, http is null ? client : null);
            });
        }
        catch
        {
            if (http is null) client.Dispose();
            throw;
        }
    }

    private static string Describe(Encoder? encoder) =>
        encoder is null ? "without an encoder" : $"with {encoder.Name} ({encoder.Dimension} numbers)";

    private static HttpClient NewClient(QdrantOptions options) => new() { Timeout = options.Timeout };

    private static T Use<T>(QdrantOptions options, HttpClient? http, TimeProvider? time, Func<QdrantConnection, T> action)
    {
        var client = http ?? NewClient(options);
        try
        {
            return action(new QdrantConnection(client, options, time ?? TimeProvider.System));
        }
        finally
        {
            if (http is null) client.Dispose();
        }
    }

    // A point or answer that lacks what ours have.
    private static T Guard<T>(QdrantOptions options, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException)
        {
            throw new MemoryException($"Qdrant at {options.Url} answers with something that Rag did not write: {e.Message}", e);
        }
    }

    private JsonNode Post(string path, JsonNode body) => _connection.Send(HttpMethod.Post, QdrantCollection.Path(_collection, path), body);

    private void Put(IEnumerable<JsonObject> points) => _connection.Send(
        HttpMethod.Put, QdrantCollection.Path(_collection, "/points?wait=true"), new JsonObject { ["points"] = new JsonArray([.. points]) });

    private void DeleteWhere(JsonObject filter) => Post("/points/delete?wait=true", new JsonObject { ["filter"] = filter });

    private void DeleteIds(IEnumerable<string> ids) =>
        Post("/points/delete?wait=true", new JsonObject { ["points"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) });

    private int CountOf(JsonObject filter) => Guard(_options, () =>
        Post("/points/count", new JsonObject { ["filter"] = filter, ["exact"] = true }).Member("count").GetValue<int>());

    private StagedSource? Committed(string source) => _sources.TryGetValue(source, out var hash)
        ? new StagedSource(source, hash, [.. Scan(Filter.Equal(Field.Source, source)).OrderBy(item => item.Ordinal)])
        : null;

    private IEnumerable<JsonNode> Scroll(JsonObject filter, bool withVector)
    {
        for (JsonNode? offset = null; ;)
        {
            var body = new JsonObject
            {
                ["filter"] = filter.DeepClone(),
                ["limit"] = _options.BatchSize,
                ["with_payload"] = true,
                ["with_vector"] = withVector ? new JsonArray(QdrantPoint.Dense) : false,
            };
            if (offset is not null) body["offset"] = offset.DeepClone();
            var page = Post("/points/scroll", body);
            foreach (var point in Guard(_options, () => page.Member("points").AsArray())) yield return point!;
            offset = page["next_page_offset"];
            if (offset is null) yield break;
        }
    }
}
