using System.Text.Json;
using System.Text.Json.Nodes;
using Rag.Memory.Filters;
using Rag.Memory.Words;

namespace Rag.Memory.Qdrant;

/// <summary>
/// A collection in Qdrant, one node or a cluster. Writing is by source and in an order that lets an interrupted commit be
/// repeated; it is not all or nothing. What other writers do to the list of sources shows after reopening.
/// </summary>
public sealed class QdrantMemory : IReindexable
{
    private readonly QdrantConnection _connection;
    private readonly QdrantCollections _collections;
    private readonly QdrantOptions _options;
    private readonly QdrantPoint _points;
    private readonly QdrantSearch _search;
    private readonly Staging _staged;
    private readonly Dictionary<string, string> _sources = [];
    private readonly Lock _writing = new();
    private readonly string _name;
    private readonly string _place;

    private QdrantMemory(QdrantConnection connection, QdrantOptions options, string name, string place, MemoryOptions memory, CollectionSettings settings)
    {
        (_connection, _options, _name, _place) = (connection, options, name, place);
        _collections = new QdrantCollections(connection, options);
        Encoder = settings.Encoder;
        Tokenizer = new WordTokenizer(settings.Stemming);
        _points = new QdrantPoint(Tokenizer, memory, options.AverageLength);
        _search = new QdrantSearch(Ask, filter => Scroll(filter, withVector: false), _points, Encoder, Tokenizer);
        _staged = new Staging((source, _) => new(Committed(source)), Encoder, $"the collection '{name}'");
        ReadSources();
    }

    /// <inheritdoc/>
    public EmbeddingSource? Encoder { get; }

    /// <inheritdoc/>
    public WordTokenizer Tokenizer { get; }

    /// <inheritdoc/>
    /// <remarks>The server repairs what is its own.</remarks>
    public IReadOnlyList<Damage> Damages => [];

    /// <summary>Opens a collection, creating it where it is missing.</summary>
    /// <param name="http">Keeps the connections, the caller owns it, and REST is spoken over it; null for connections of our own.</param>
    /// <param name="time">Measures the waits before a request is repeated; null for the system's.</param>
    /// <exception cref="MemoryException">The server cannot be reached or refuses, or the collection has another encoder.</exception>
    public static ValueTask<QdrantMemory> OpenAsync(
        QdrantOptions options, string collection = "default", MemoryOptions? memory = null, HttpClient? http = null, TimeProvider? time = null,
        CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<QdrantMemory>(cancellationToken)
            : new(Open(Connect(options, http, time), options, collection, memory ?? new MemoryOptions(), create: true));

    internal static QdrantMemory Open(
        IQdrantTransport transport, QdrantOptions options, string collection, MemoryOptions? memory = null, TimeProvider? time = null) =>
        Open(new QdrantConnection(transport, options, time ?? TimeProvider.System), options, collection, memory ?? new MemoryOptions(), create: true);

    /// <summary>Opens a collection that exists.</summary>
    /// <exception cref="MemoryException">There is no such collection, or the server cannot be reached.</exception>
    public static ValueTask<QdrantMemory> OpenExistingAsync(
        QdrantOptions options, string collection = "default", MemoryOptions? memory = null, HttpClient? http = null, TimeProvider? time = null,
        CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<QdrantMemory>(cancellationToken)
            : new(Open(Connect(options, http, time), options, collection, memory ?? new MemoryOptions(), create: false));

    /// <summary>The names of the server's collections, in order.</summary>
    public static ValueTask<IReadOnlyList<string>> ListAsync(
        QdrantOptions options, HttpClient? http = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Connect(options, http, time);
        return new(Guard<IReadOnlyList<string>>(options, () => new QdrantCollections(connection, options).Names()));
    }

    /// <summary>Removes a collection with all it holds; that cannot be taken back.</summary>
    /// <exception cref="MemoryException">There is no such collection, or the server cannot be reached.</exception>
    public static ValueTask DropAsync(
        QdrantOptions options, string collection, HttpClient? http = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Connect(options, http, time);
        Guard(options, () =>
        {
            new QdrantCollections(connection, options).Drop(collection);
            return true;
        });
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<int> CountAsync(CancellationToken cancellationToken = default) => new(CountOf(QdrantFilter.Of(null)));

    /// <inheritdoc/>
    public ValueTask<int> CountSourcesAsync(CancellationToken cancellationToken = default) => new(_sources.Count);

    /// <inheritdoc/>
    /// <remarks>The server looks after that.</remarks>
    public ValueTask<bool> IsSoundAsync(string source, CancellationToken cancellationToken = default) => ValueTask.FromResult(true);

    /// <inheritdoc/>
    public ValueTask<string?> HashOfAsync(string source, CancellationToken cancellationToken = default) =>
        new(_sources.GetValueOrDefault(source));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, string>> HashesOfAsync(
        IReadOnlyCollection<string> sources, CancellationToken cancellationToken = default) =>
        new(sources.Where(_sources.ContainsKey).ToDictionary(source => source, source => _sources[source]));

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredSource> SourcesAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ReadSources();
        return _sources.Where(source => source.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(source => new StoredSource(source.Key, source.Value)).ToList().ToAsyncEnumerable();
    }

    /// <inheritdoc/>
    public ValueTask ReplaceAsync(
        string source, string contentHash, IReadOnlyList<Item> items, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(contentHash);
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items) QdrantPoint.RefuseIllFormed(item);
        lock (_writing) _staged.Replace(source, contentHash, items);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask UpsertAsync(IReadOnlyCollection<Item> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items) QdrantPoint.RefuseIllFormed(item);
        lock (_writing) return _staged.UpsertAsync(items, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string source, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        lock (_writing) _staged.Remove(source);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        lock (_writing) _staged.Delete(ids);
        return default;
    }

    /// <inheritdoc/>
    /// <remarks>Of each source first the new items, then what is left of the old ones, and last its hash: until that is written, an ingestion takes the source for changed.</remarks>
    public ValueTask CommitAsync(CancellationToken cancellationToken = default)
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
            if (Guard(_options, () => _collections.Read(_place)) is not { IsClosed: false })
                throw new MemoryException($"The collection '{_name}' of Qdrant at {_options.Url} is being embedded anew: let that end, open it again, and repeat this.");
            _staged.Clear();
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Hit>> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Words is null && query.Vector.IsEmpty)
            throw new ArgumentException("A query has words, a vector, or both.", nameof(query));
        return new(Guard(_options, () => _search.Run(query)));
    }

    /// <inheritdoc/>
    public ValueTask<Item?> FindAsync(string source, int ordinal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var id = QdrantPoint.IdOf(PointKind.Item, $"{source}#{ordinal}");
        var body = new JsonObject { ["ids"] = new JsonArray(id), ["with_payload"] = true, ["with_vector"] = new JsonArray(QdrantPoint.Dense) };
        return new(Guard(_options, () => Ask(QdrantCall.GetPoints, body).AsArray() is [{ } point] ? QdrantPoint.Read(point) : null));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Item> ScanAsync(Filter? filter = null, CancellationToken cancellationToken = default) =>
        Scan(filter).ToAsyncEnumerable();

    /// <inheritdoc/>
    /// <remarks>Nothing is kept on the server: passages are encoded when they are read.</remarks>
    public StateForm States => StateForm.None;

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> StatesOfAsync(string source, int ordinal, CancellationToken cancellationToken = default) => default;

    /// <inheritdoc/>
    public ValueTask<WordStatistics> WordStatisticsAsync(IReadOnlyCollection<string> words, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(words);
        return new(new WordStatistics(CountOf(QdrantFilter.Of(null)),
            words.Distinct().ToDictionary(word => word, word => CountOf(QdrantFilter.OfWord(QdrantPoint.Index(word))))));
    }

    /// <inheritdoc/>
    public ValueTask<CollectionStatistics> StatisticsAsync(CancellationToken cancellationToken = default) => new(new CollectionStatistics(
        _name, CountOf(QdrantFilter.Of(null)), Encoder is null ? 0 : CountOf(QdrantFilter.WithVector()), null, Encoder));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return default;
    }

    /// <inheritdoc/>
    ValueTask<StagedSource?> IReindexable.CommittedAsync(string source, CancellationToken cancellationToken) => new(Committed(source));

    /// <summary>The collection that is to take this one's place; see <see cref="Reindex"/>. It lives as long as this one.</summary>
    internal QdrantMemory OpenNext(MemoryOptions memory) => Guard(_options, () =>
    {
        var settings = new CollectionSettings(memory.Stemming, memory.Encoder);
        return new QdrantMemory(_connection, _options, _name, _collections.CreateNext(_name, _place, settings, memory.Graph), memory, settings);
    });

    /// <summary>From now on no commit is acknowledged.</summary>
    internal void Close() => _collections.Write(_place, new CollectionSettings(Tokenizer.Stemming, Encoder, IsClosed: true));

    /// <summary>Lets another take this one's place, in one step.</summary>
    internal void SwitchTo(QdrantMemory next) => Guard(_options, () =>
    {
        _collections.SwitchTo(_name, next._place);
        return true;
    });

    private IEnumerable<Item> Scan(Filter? filter) =>
        Scroll(QdrantFilter.Of(filter), withVector: true).Select(point => Guard(_options, () => QdrantPoint.Read(point)));

    private StagedSource? Committed(string source) => _sources.TryGetValue(source, out var hash)
        ? new StagedSource(source, hash, [.. Scan(Filter.Equal(Field.Source, source)).OrderBy(item => item.Ordinal)])
        : null;

    private static QdrantMemory Open(QdrantConnection connection, QdrantOptions options, string name, MemoryOptions memory, bool create)
    {
        try
        {
            return Guard(options, () =>
            {
                var collections = new QdrantCollections(connection, options);
                var place = collections.Locate(name);
                var settings = collections.Read(place);
                if (settings is null)
                {
                    if (collections.Exists(place)) throw collections.Foreign(place);
                    if (!create)
                        throw new MemoryException($"Qdrant at {options.Url} has no collection '{name}': ingest something into it first.");
                    settings = new CollectionSettings(memory.Stemming, memory.Encoder);
                    place = collections.Create(name, settings, memory.Graph);
                }
                else if (memory.Encoder is { } wanted && settings.Encoder?.SharesSpaceWith(wanted) != true)
                {
                    throw new MemoryException(
                        $"The collection '{name}' of Qdrant at {options.Url} was made {Describe(settings.Encoder)}, not {Describe(wanted)}: "
                        + $"open it so, or embed it anew with 'rag reindex --model {wanted.Name}'.");
                }
                return new QdrantMemory(connection, options, name, place, memory, settings);
            });
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static QdrantConnection Connect(QdrantOptions options, HttpClient? http, TimeProvider? time) =>
        new(QdrantTransports.Open(options, http), options, time ?? TimeProvider.System);

    private static string Describe(EmbeddingSource? encoder) =>
        encoder is null ? "without an encoder" : $"with {encoder.Name} ({encoder.Dimension} numbers)";

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

    private JsonNode Ask(QdrantCall call, JsonNode body) => _connection.Send(call, _place, body);

    private void Put(IEnumerable<JsonObject> points) => Ask(QdrantCall.UpsertPoints, new JsonObject { ["points"] = new JsonArray([.. points]) });

    private void DeleteWhere(JsonObject filter) => Ask(QdrantCall.DeletePoints, new JsonObject { ["filter"] = filter });

    private void DeleteIds(IEnumerable<string> ids) =>
        Ask(QdrantCall.DeletePoints, new JsonObject { ["points"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) });

    private int CountOf(JsonObject filter) => Guard(_options, () =>
        Ask(QdrantCall.CountPoints, new JsonObject { ["filter"] = filter, ["exact"] = true }).Member("count").GetValue<int>());

    private void ReadSources()
    {
        _sources.Clear();
        foreach (var point in Scroll(QdrantFilter.OfKind(PointKind.Source), withVector: false))
            _sources.Add(point.Member("payload").Member("source").GetValue<string>(), point.Member("payload").Member("hash").GetValue<string>());
    }

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
            var page = Ask(QdrantCall.ScrollPoints, body);
            foreach (var point in Guard(_options, () => page.Member("points").AsArray())) yield return point!;
            offset = page["next_page_offset"];
            if (offset is null) yield break;
        }
    }
}
