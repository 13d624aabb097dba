using System.Runtime.CompilerServices;
using Rag.Memory.Filters;
using Rag.Memory.Words;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant;

/// <summary>
/// A collection in Qdrant, one node or a cluster, for many writers and readers. A commit is whole by source, not all in one: of two
/// writers of a source one wins, and one that was interrupted can be repeated.
/// </summary>
public sealed class QdrantMemory : IReindexable
{
    /// <summary>Points of an answer that is one of many.</summary>
    private const int Page = 100;

    /// <summary>Words that are asked about in one request.</summary>
    private const int MostWords = 64;

    private static readonly Version _prefixes = new(1, 19), _formulas = new(1, 14);

    private readonly QdrantServer _server;
    private readonly QdrantCollections _collections;
    private readonly QdrantOptions _options;
    private readonly QdrantWriter _writer;
    private readonly QdrantSearch _search;
    private readonly PointFilter _filters;
    private readonly Staging _staged;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly TimeProvider _time;
    private readonly Version _version;
    private readonly string _name;
    private readonly string _place;

    private QdrantMemory(
        QdrantServer server, QdrantOptions options, string name, MemoryOptions memory, CollectionSettings settings, Version version,
            TimeProvider time)
    {
        (_server, _options, _name, _place, _version, _time) = (server, options, name, settings.Place!, version, time);
        Encoder = settings.Encoder;
        Tokenizer = new WordTokenizer(settings.Stemming);
        var points = new ItemPoints(Tokenizer, memory);
        _collections = new QdrantCollections(server, options);
        _filters = new PointFilter(version >= _prefixes, server.Name);
        _search = new QdrantSearch(QueryAsync, _filters, points, Encoder, Tokenizer, version >= _formulas);
        _writer = new QdrantWriter(server, options, _collections, points, _place, time);
        _staged = new Staging(((IReindexable)this).CommittedAsync, Encoder, $"the collection '{name}'");
    }

    /// <inheritdoc/>
    public EmbeddingSource? Encoder { get; }

    /// <inheritdoc/>
    /// <remarks>Nothing is kept on the server: passages are encoded when they are read.</remarks>
    public StateForm States => StateForm.None;

    /// <inheritdoc/>
    public WordTokenizer Tokenizer { get; }

    /// <inheritdoc/>
    /// <remarks>The server repairs what is its own.</remarks>
    public IReadOnlyList<Damage> Damages => [];

    /// <summary>Opens a collection, creating it where it is missing.</summary>
    /// <param name="time">Measures deadlines and waits, and gives commits their versions; null for the system's.</param>
    /// <exception cref="MemoryException">The server cannot be reached or refuses, or the collection has another encoder.</exception>
    public static ValueTask<QdrantMemory> OpenAsync(
        QdrantOptions options, string collection = "default", MemoryOptions? memory = null, TimeProvider? time = null,
        CancellationToken cancellationToken = default) =>
        OpenAsync(options, collection, memory ?? new MemoryOptions(), create: true, time ?? TimeProvider.System, cancellationToken);

    /// <summary>Opens a collection that exists.</summary>
    /// <param name="time">See <see cref="OpenAsync(QdrantOptions, string, MemoryOptions, TimeProvider, CancellationToken)"/>.</param>
    /// <exception cref="MemoryException">There is no such collection, or the server cannot be reached.</exception>
    public static ValueTask<QdrantMemory> OpenExistingAsync(
        QdrantOptions options, string collection = "default", MemoryOptions? memory = null, TimeProvider? time = null,
        CancellationToken cancellationToken = default) =>
        OpenAsync(options, collection, memory ?? new MemoryOptions(), create: false, time ?? TimeProvider.System, cancellationToken);

    /// <summary>The names of the server's collections, in order.</summary>
    /// <exception cref="MemoryException">The server cannot be reached or refuses.</exception>
    public static async ValueTask<IReadOnlyList<string>> ListAsync(
        QdrantOptions options, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        using var server = new QdrantServer(options, time ?? TimeProvider.System);
        return await new QdrantCollections(server, options).NamesAsync(cancellationToken);
    }

    /// <summary>Removes a collection with all it holds; that cannot be taken back.</summary>
    /// <exception cref="MemoryException">There is no such collection, or the server cannot be reached.</exception>
    public static async ValueTask DropAsync(
        QdrantOptions options, string collection, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        using var server = new QdrantServer(options, time ?? TimeProvider.System);
        await new QdrantCollections(server, options).DropAsync(collection, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> CountAsync(CancellationToken cancellationToken = default) =>
        CountAsync(PointFilter.OfKind(PointKind.Item), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> CountSourcesAsync(CancellationToken cancellationToken = default) =>
        CountAsync(PointFilter.OfKind(PointKind.Source), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The server looks after that.</remarks>
    public ValueTask<bool> IsSoundAsync(string source, CancellationToken cancellationToken = default) => ValueTask.FromResult(true);

    /// <inheritdoc/>
    public async ValueTask<string?> HashOfAsync(string source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return (await HashesOfAsync([source], cancellationToken)).GetValueOrDefault(source);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, string>> HashesOfAsync(
        IReadOnlyCollection<string> sources, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var hashes = new Dictionary<string, string>();
        foreach (var group in QdrantWriter.Grouped(sources))
        {
            foreach (var point in await GetAsync(group, cancellationToken))
            {
                if (point.Payload.Text("kind") != PointKind.Source) continue; // removed
                var (name, hash) = Guard(() => SourcePoint.Read(point.Payload));
                hashes[name] = hash;
            }
        }
        return hashes;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredSource> SourcesAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        await foreach (var point in ScrollAsync(_filters.OfSources(prefix), withVector: false, cancellationToken))
        {
            var source = Guard(() => SourcePoint.Read(point.Payload));
            if (source.Name.StartsWith(prefix, StringComparison.Ordinal)) yield return source;
        }
    }

    /// <inheritdoc/>
    public ValueTask ReplaceAsync(
        string source, string contentHash, IReadOnlyList<Item> items, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(contentHash);
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items) ItemPoints.RefuseIllFormed(item);
        return StageAsync(() => _staged.Replace(source, contentHash, items), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask UpsertAsync(IReadOnlyCollection<Item> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items) ItemPoints.RefuseIllFormed(item);
        await _writing.WaitAsync(cancellationToken);
        try
        {
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
        return StageAsync(() => _staged.Remove(source), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return StageAsync(() => _staged.Delete(ids), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>A source's hash is written after its items: until then an ingestion takes the source for changed.</remarks>
    public async ValueTask CommitAsync(CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_staged.IsEmpty) return;
            if (!await _writer.WriteAsync(_staged, cancellationToken))
                throw new MemoryException($"The collection '{_name}' of {_server.Name} is being embedded anew: let that end, open it again, and repeat this.");
            _staged.Clear();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Hit>> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Words is null && query.Vector.IsEmpty)
            throw new ArgumentException("A query has words, a vector, or both.", nameof(query));
        try
        {
            return await _search.RunAsync(query, cancellationToken);
        }
        catch (FormatException e)
        {
            throw NotOurs(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Item?> FindAsync(string source, int ordinal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var points = ScrollAsync(PointFilter.OfItems(source, [ordinal]), withVector: true, cancellationToken);
        return await points.FirstOrDefaultAsync(cancellationToken) is { } point ? Guard(() => Read(point)) : null;
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> StatesOfAsync(string source, int ordinal, CancellationToken cancellationToken = default) =>
        default;

    /// <inheritdoc/>
    public IAsyncEnumerable<Item> ScanAsync(Filter? filter = null, CancellationToken cancellationToken = default) =>
        ScrollAsync(_filters.Of(filter), withVector: true, cancellationToken).Select(point => Guard(() => Read(point)));

    /// <inheritdoc/>
    /// <remarks>The frequencies are those that the server ranks by: of the shard that holds the word's best item, drawn out to
    /// all.</remarks>
    public async ValueTask<WordStatistics> WordStatisticsAsync(IReadOnlyCollection<string> words,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(words);
        var items = await CountAsync(cancellationToken);
        var holders = new Dictionary<string, int>();
        foreach (var some in words.Distinct().Chunk(MostWords))
        {
            var request = new Wire.QueryBatchPoints
            {
                CollectionName = _place,
                QueryPoints = { some.Select(word => WordFrequency.Query(_place, word)) },
                ReadConsistency = Consistency(),
            };
            var answer = await _server.AskAsync("word statistics", _place, call => _server.Points.QueryBatchAsync(request, call),
                cancellationToken);
            if (answer is not { Result: { } each }) continue;
            foreach (var (word, best) in some.Zip(each)) holders[word] = Guard(() => WordFrequency.Read(word, best, items));
        }
        return new WordStatistics(items, holders);
    }

    /// <inheritdoc/>
    public async ValueTask<CollectionStatistics> StatisticsAsync(CancellationToken cancellationToken = default) =>
        new(_name, await CountAsync(cancellationToken),
            Encoder is null ? 0 : await CountAsync(PointFilter.WithVector(), cancellationToken), null, Encoder)
        {
            Fusion = _version >= _formulas ? "formula" : "reciprocal rank",
        };

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _server.Dispose();
        return default;
    }

    async ValueTask<StagedSource?> IReindexable.CommittedAsync(string source, CancellationToken cancellationToken)
    {
        var found = await GetAsync([source], cancellationToken);
        if (found is not [var point, ..] || point.Payload.Text("kind") != PointKind.Source) return null;
        var (name, hash) = Guard(() => SourcePoint.Read(point.Payload));
        var items = await ScrollAsync(PointFilter.OfSource(name, point.Payload.Number("version")), withVector: true, cancellationToken)
            .Select(item => Guard(() => Read(item))).ToListAsync(cancellationToken);
        return new StagedSource(name, hash, [.. items.OrderBy(item => item.Ordinal)]);
    }

    /// <summary>The collection that is to take this one's place; see <see cref="Reindexing.Reindex"/>. It lives as long as this
    /// one.</summary>
    internal async Task<QdrantMemory> OpenNextAsync(MemoryOptions memory, CancellationToken cancellationToken)
    {
        var settings = new CollectionSettings(memory.Stemming, memory.Encoder, null);
        var next = await _collections.CreateNextAsync(_name, _place, settings, memory.Graph, cancellationToken);
        return new QdrantMemory(_server, _options, _name, memory, next, _version, _time);
    }

    /// <summary>From now on no commit is acknowledged.</summary>
    internal Task CloseAsync(CancellationToken cancellationToken) => _collections.CloseAsync(_place, cancellationToken);

    /// <summary>Lets another take this one's place, in one step.</summary>
    internal Task SwitchToAsync(QdrantMemory next, CancellationToken cancellationToken) =>
        _collections.SwitchToAsync(_name, next._place, cancellationToken);

    private static async ValueTask<QdrantMemory> OpenAsync(
        QdrantOptions options, string name, MemoryOptions memory, bool create, TimeProvider time, CancellationToken cancellationToken)
    {
        var server = new QdrantServer(options, time);
        try
        {
            var version = await server.VersionAsync(cancellationToken);
            var collections = new QdrantCollections(server, options);
            var settings = await collections.ReadAsync(name, cancellationToken);
            if (settings is null && !create)
                throw new MemoryException($"{server.Name} has no collection '{name}': ingest something into it first.");
            settings ??= await collections.CreateAsync(name, new CollectionSettings(memory.Stemming, memory.Encoder, null),
                memory.Graph, cancellationToken);
            if (memory.Encoder is { } wanted && settings.Encoder?.SharesSpaceWith(wanted) != true)
            {
                throw new MemoryException(
                    $"The collection '{name}' of {server.Name} was made {Describe(settings.Encoder)}, not {Describe(wanted)}: "
                    + $"open it so, or embed it anew with 'rag reindex --model {wanted.Name}'.");
            }
            return new QdrantMemory(server, options, name, memory, settings, version, time);
        }
        catch (FormatException e)
        {
            server.Dispose();
            throw new MemoryException($"{server.Name} answers with something that Rag did not write: {e.Message}", e);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private static string Describe(EmbeddingSource? encoder) =>
        encoder is null ? "without an encoder" : $"with {encoder.Name} ({encoder.Dimension} numbers)";

    private static Item Read(Wire.RetrievedPoint point) => ItemPoints.Read(point.Payload, point.Vectors);

    private async ValueTask StageAsync(Action change, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            change();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async ValueTask<int> CountAsync(Wire.Filter filter, CancellationToken cancellationToken)
    {
        var request = new Wire.CountPoints { CollectionName = _place, Filter = filter, Exact = true, ReadConsistency = Consistency() };
        var answer = await _server.AskAsync("count", _place, call => _server.Points.CountAsync(request, call), cancellationToken);
        return answer is { Result: { } counted } ? checked((int)counted.Count) : 0;
    }

    private async Task<IReadOnlyList<Wire.RetrievedPoint>> GetAsync(IEnumerable<string> sources, CancellationToken cancellationToken)
    {
        var request = new Wire.GetPoints
        {
            CollectionName = _place,
            Ids = { sources.Select(source => new Wire.PointId { Uuid = SourcePoint.IdOf(source) }) },
            WithPayload = new() { Exclude = new() { Fields = { "folders" } } },
            WithVectors = new() { Enable = false },
            ReadConsistency = Consistency(),
        };
        var answer = await _server.AskAsync("sources", _place, call => _server.Points.GetAsync(request, call), cancellationToken);
        return answer is { Result: var found } ? found : [];
    }

    private async Task<IReadOnlyList<Wire.ScoredPoint>> QueryAsync(Wire.QueryPoints request, CancellationToken cancellationToken)
    {
        request.CollectionName = _place;
        request.ReadConsistency = Consistency();
        var answer = await _server.AskAsync("query", _place, call => _server.Points.QueryAsync(request, call), cancellationToken);
        return answer is { Result: var found } ? found : [];
    }

    private async IAsyncEnumerable<Wire.RetrievedPoint> ScrollAsync(
        Wire.Filter filter, bool withVector, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (Wire.PointId? offset = null; ;)
        {
            var request = new Wire.ScrollPoints
            {
                CollectionName = _place,
                Filter = filter,
                Limit = Page,
                Offset = offset,
                WithPayload = new() { Exclude = new() { Fields = { "words", "numbers", "folders" } } },
                WithVectors = withVector && Encoder is not null
                    ? new() { Include = new() { Names = { ItemPoints.Dense } } } : new() { Enable = false },
                ReadConsistency = Consistency(),
            };
            var page = await _server.AskAsync("scroll", _place, call => _server.Points.ScrollAsync(request, call), cancellationToken);
            if (page is { Result: var points })
            {
                foreach (var point in points) yield return point;
            }
            offset = page.NextPageOffset;
            if (offset is null) yield break;
        }
    }

    private Wire.ReadConsistency? Consistency() => _options.ReadConsistency is { } copies ? new() { Factor = (ulong)copies } : null;

    // A point or answer that lacks what ours have.
    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw NotOurs(e);
        }
    }

    private MemoryException NotOurs(FormatException e) => new($"{_server.Name} answers with something that Rag did not write: {e.Message}", e);
}
