using System.Globalization;
using global::Grpc.Core;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant;

/// <summary>
/// Creates collections in Qdrant and finds them again. The name that people use is an alias of the collection NAME@1; embedding
/// anew fills NAME@2, and the alias moves there in one step. Two programs may create one collection at once.
/// </summary>
internal sealed class QdrantCollections(QdrantServer server, QdrantOptions options)
{
    private const char Separator = '@';

    /// <summary>The names that people use, in order.</summary>
    public async Task<List<string>> NamesAsync(CancellationToken cancellationToken)
    {
        var places = await PlacesAsync(cancellationToken);
        var aliases = await AliasesAsync(cancellationToken);
        return [.. places.Where(place => NumberOf(place) is null).Concat(aliases.Keys).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The settings of the collection behind a name, with its place; null where there is none.</summary>
    /// <exception cref="MemoryException">The collection is not ours.</exception>
    /// <exception cref="FormatException">Its settings cannot be read.</exception>
    public async Task<CollectionSettings?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await server.TryAskAsync("settings", name, call => server.Points.GetAsync(Get(name), call), StatusCode.NotFound,
            cancellationToken);
        if (answer is null) return null;
        if (answer is not { Result: [var point, ..] }) throw Foreign(name);
        var settings = CollectionSettings.Read(point.Payload);
        if (settings.Place is not null) return settings;
        return settings with { Place = (await AliasesAsync(cancellationToken)).GetValueOrDefault(name, name) };
    }

    /// <summary>Creates a collection under a name that has none.</summary>
    /// <returns>Its settings: another's, where one was as fast.</returns>
    public async Task<CollectionSettings> CreateAsync(string name, CollectionSettings settings, GraphOptions graph,
        CancellationToken cancellationToken)
    {
        var place = $"{name}{Separator}1";
        await FillAsync(place, settings with { Place = place }, graph, cancellationToken);
        await PointAsync(name, place, cancellationToken);
        return await ReadAsync(place, cancellationToken) ?? throw Foreign(name);
    }

    /// <summary>
    /// The collection that is to take another's place, empty or as a run that was stopped has left it. One that was left for
    /// another encoder is removed.
    /// </summary>
    /// <exception cref="MemoryException">The collection stands under its name itself, which then cannot be pointed to another.</exception>
    public async Task<CollectionSettings> CreateNextAsync(
        string name, string place, CollectionSettings settings, GraphOptions graph, CancellationToken cancellationToken)
    {
        if (NumberOf(place) is not { } number)
        {
            throw new MemoryException(
                $"The collection '{name}' of {server.Name} stands under its name itself, not under an alias: ingest again into another collection.");
        }
        var next = $"{name}{Separator}{number + 1}";
        var left = await ReadAsync(next, cancellationToken);
        if (left is not null && (left.Stemming, left.Encoder) == (settings.Stemming, settings.Encoder)) return left;
        if (left is not null) await DeleteAsync(next, cancellationToken);
        await FillAsync(next, settings with { Place = next }, graph, cancellationToken);
        return settings with { Place = next };
    }

    /// <summary>From now on no commit to the collection is acknowledged.</summary>
    public Task CloseAsync(string place, CancellationToken cancellationToken) =>
        NoteAsync(place, new Dictionary<string, Wire.Value> { ["closed"] = true }, wait: true, cancellationToken);

    /// <summary>Adds to the settings.</summary>
    public Task NoteAsync(string place, IReadOnlyDictionary<string, Wire.Value> entries, bool wait, CancellationToken cancellationToken)
    {
        var request = new Wire.SetPayloadPoints
        {
            CollectionName = place,
            Wait = wait,
            Payload = { entries.ToDictionary() },
            PointsSelector = new() { Points = new() { Ids = { new Wire.PointId { Uuid = CollectionSettings.Id } } } },
        };
        return server.AskAsync("settings", place, call => server.Points.SetPayloadAsync(request, call), cancellationToken);
    }

    /// <summary>Points a name, in one step, at a collection, and removes the others that it has pointed to.</summary>
    public async Task SwitchToAsync(string name, string place, CancellationToken cancellationToken)
    {
        await PointAsync(name, place, cancellationToken);
        foreach (var other in await PlacesOfAsync(name, cancellationToken))
        {
            if (other != place) await DeleteAsync(other, cancellationToken);
        }
    }

    /// <exception cref="MemoryException">There is no such collection.</exception>
    public async Task DropAsync(string name, CancellationToken cancellationToken)
    {
        var all = await PlacesAsync(cancellationToken);
        var located = (await AliasesAsync(cancellationToken)).GetValueOrDefault(name, name);
        var places = (await PlacesOfAsync(name, cancellationToken)).Append(located).Distinct().Where(all.Contains).ToList();
        if (places.Count == 0) throw new MemoryException($"{server.Name} has no collection '{name}'.");
        foreach (var place in places) await DeleteAsync(place, cancellationToken);
        await ChangeAliasesAsync([Forget(name)], cancellationToken); // the server has done so where it does as it says
    }

    public MemoryException Foreign(string place) => new($"The collection '{place}' of {server.Name} was not made by Rag: give another collection.");

    // With an index for each field that is filtered by; the settings come last, say that all is there, and stay where they are there.
    private async Task FillAsync(string place, CollectionSettings settings, GraphOptions graph, CancellationToken cancellationToken)
    {
        var request = Creation(place, settings.Encoder, graph);
        await server.TryAskAsync("creation", place, call => server.Collections.CreateAsync(request, call), StatusCode.AlreadyExists,
            cancellationToken);
        await IndexAsync(place, "kind", Wire.FieldType.Keyword, cancellationToken);
        await IndexAsync(place, "words", Wire.FieldType.Integer, cancellationToken);
        await IndexAsync(place, "modality", Wire.FieldType.Keyword, cancellationToken);
        await IndexAsync(place, "time", Wire.FieldType.Datetime, cancellationToken);
        await IndexAsync(place, "source", Wire.FieldType.Keyword, cancellationToken);
        await IndexAsync(place, "folders", Wire.FieldType.Keyword, cancellationToken);
        foreach (var name in options.IndexedMetadata)
        {
            await IndexAsync(place, PointFilter.Key("metadata", name), Wire.FieldType.Keyword, cancellationToken);
            await IndexAsync(place, PointFilter.Key("numbers", name), Wire.FieldType.Float, cancellationToken);
        }
        var upsert = new Wire.UpsertPoints
        {
            CollectionName = place,
            Wait = true,
            Points = { settings.ToPoint() },
            UpdateFilter = PointFilter.OfKind("nothing that is there"),
        };
        await server.AskAsync("settings", place, call => server.Points.UpsertAsync(upsert, call), cancellationToken);
    }

    private Wire.CreateCollection Creation(string place, EmbeddingSource? encoder, GraphOptions graph)
    {
        var request = new Wire.CreateCollection
        {
            CollectionName = place,
            VectorsConfig = new() { ParamsMap = new() },
            SparseVectorsConfig = new() { Map = { [ItemPoints.Words] = new() { Modifier = Wire.Modifier.Idf } } },
        };
        if (encoder is not null)
        {
            request.VectorsConfig.ParamsMap.Map[ItemPoints.Dense] = new()
            {
                Size = (ulong)encoder.Dimension,
                Distance = Wire.Distance.Cosine,
                HnswConfig = new() { M = (ulong)graph.M, EfConstruct = (ulong)Math.Max(4, graph.EfConstruction) },
            };
        }
        if (options.Shards is { } shards) request.ShardNumber = (uint)shards;
        if (options.Replicas is { } replicas) request.ReplicationFactor = (uint)replicas;
        if (options.WriteConsistency is { } copies) request.WriteConsistencyFactor = (uint)copies;
        return request;
    }

    private async Task IndexAsync(string place, string field, Wire.FieldType type, CancellationToken cancellationToken)
    {
        var request = new Wire.CreateFieldIndexCollection { CollectionName = place, FieldName = field, FieldType = type, Wait = true };
        if (type == Wire.FieldType.Keyword) request.FieldIndexParams = new() { KeywordIndexParams = new() { Prefix = new() } };
        await server.AskAsync("index", place, call => server.Points.CreateFieldIndexAsync(request, call), cancellationToken);
    }

    private Task PointAsync(string name, string place, CancellationToken cancellationToken) => ChangeAliasesAsync(
        [Forget(name), new() { CreateAlias = new() { AliasName = name, CollectionName = place } }], cancellationToken);

    private static Wire.AliasOperations Forget(string name) => new() { DeleteAlias = new() { AliasName = name } };

    private async Task ChangeAliasesAsync(IEnumerable<Wire.AliasOperations> actions, CancellationToken cancellationToken)
    {
        var request = new Wire.ChangeAliases { Actions = { actions } };
        await server.AskAsync("aliases", null, call => server.Collections.UpdateAliasesAsync(request, call), cancellationToken);
    }

    private async Task DeleteAsync(string place, CancellationToken cancellationToken) => await server.TryAskAsync(
        "removal", place, call => server.Collections.DeleteAsync(new() { CollectionName = place }, call), StatusCode.NotFound,
            cancellationToken);

    private async Task<Dictionary<string, string>> AliasesAsync(CancellationToken cancellationToken)
    {
        var answer = await server.AskAsync("aliases", null, call => server.Collections.ListAliasesAsync(new(), call), cancellationToken);
        return answer.Aliases.ToDictionary(alias => alias.AliasName, alias => alias.CollectionName);
    }

    private async Task<HashSet<string>> PlacesAsync(CancellationToken cancellationToken)
    {
        var answer = await server.AskAsync("collections", null, call => server.Collections.ListAsync(new(), call), cancellationToken);
        return [.. answer.Collections.Select(collection => collection.Name)];
    }

    private async Task<List<string>> PlacesOfAsync(string name, CancellationToken cancellationToken) =>
        [.. (await PlacesAsync(cancellationToken)).Where(place => place.StartsWith($"{name}{Separator}", StringComparison.Ordinal)
            && NumberOf(place) is not null && place.LastIndexOf(Separator) == name.Length)];

    private static Wire.GetPoints Get(string name) => new()
    {
        CollectionName = name,
        Ids = { new Wire.PointId { Uuid = CollectionSettings.Id } },
        WithPayload = new() { Enable = true },
        WithVectors = new() { Enable = false },
    };

    private static int? NumberOf(string place) =>
        int.TryParse(place.AsSpan(place.LastIndexOf(Separator) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && place.Contains(Separator, StringComparison.Ordinal) ? number : null;
}
