using System.Globalization;
using System.Text.Json.Nodes;

namespace Rag.Memory.Qdrant;

/// <summary>What a collection was created with; kept in a point of its own.</summary>
/// <param name="IsClosed">Whether another is about to take its place: what is written now would be lost.</param>
internal sealed record CollectionSettings(bool Stemming, EmbeddingSource? Encoder, bool IsClosed = false);

/// <summary>
/// Creates collections in Qdrant and finds them again. The name that people use is an alias of the collection NAME@1; embedding
/// anew fills NAME@2, and the alias moves there in one step.
/// </summary>
internal sealed class QdrantCollections(QdrantConnection connection, QdrantOptions options)
{
    private const char Separator = '@';
    private static readonly string _settingsId = QdrantPoint.IdOf(PointKind.Collection, "settings");

    /// <summary>The names that people use, in order.</summary>
    public List<string> Names() =>
        [.. Collections().Where(place => NumberOf(place) is null).Concat(Aliases().Keys).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The collection behind a name; the name itself where it is no alias.</summary>
    public string Locate(string name) => Aliases().GetValueOrDefault(name, name);

    public bool Exists(string place) => connection.Send(QdrantCall.CollectionExists, place).Member("exists").GetValue<bool>();

    /// <summary>The settings of a collection, or null where there is none, or one that does not have them yet.</summary>
    public CollectionSettings? Read(string place)
    {
        var body = new JsonObject { ["ids"] = new JsonArray(_settingsId), ["with_payload"] = true, ["with_vector"] = false };
        if (connection.TrySend(QdrantCall.GetPoints, place, body) is not { } found || found.AsArray() is not [{ } point, ..]) return null;
        if (point["payload"] is not { } payload) throw Foreign(place);
        var encoder = payload["encoder"]?.GetValue<string>();
        return new CollectionSettings(
            payload.Member("stemming").GetValue<bool>(),
            encoder is null ? null : new EmbeddingSource(encoder, payload.Member("dimension").GetValue<int>()) { Space = payload["space"]?.GetValue<string>() ?? encoder },
            payload["closed"]?.GetValue<bool>() == true);
    }

    public MemoryException Foreign(string place) =>
        new($"The collection '{place}' of Qdrant at {options.Url} was not made by Rag: give another collection.");

    /// <summary>Creates a collection under a name that has none.</summary>
    /// <returns>The collection behind the name.</returns>
    public string Create(string name, CollectionSettings settings, GraphOptions graph)
    {
        var place = $"{name}{Separator}1";
        Fill(place, settings, graph);
        Point(name, place);
        return place;
    }

    /// <summary>
    /// The collection that is to take another's place, empty or as a run that was stopped has left it. One that was left for
    /// another encoder is removed.
    /// </summary>
    /// <exception cref="MemoryException">The collection stands under its name itself, which then cannot be pointed to another.</exception>
    public string CreateNext(string name, string place, CollectionSettings settings, GraphOptions graph)
    {
        if (NumberOf(place) is not { } number)
            throw new MemoryException(
                $"The collection '{name}' of Qdrant at {options.Url} stands under its name itself, not under an alias: ingest again into another collection.");
        var next = $"{name}{Separator}{number + 1}";
        var left = Read(next);
        if (left is not null && left != settings) connection.Send(QdrantCall.DeleteCollection, next);
        if (left != settings) Fill(next, settings, graph);
        return next;
    }

    /// <summary>Points a name, in one step, at a collection, and removes the others that it has pointed to.</summary>
    public void SwitchTo(string name, string place)
    {
        Point(name, place);
        foreach (var other in PlacesOf(name).Where(other => other != place)) connection.TrySend(QdrantCall.DeleteCollection, other);
    }

    /// <exception cref="MemoryException">There is no such collection.</exception>
    public void Drop(string name)
    {
        var places = PlacesOf(name).Append(Locate(name)).Distinct().Where(Exists).ToList();
        if (places.Count == 0) throw new MemoryException($"Qdrant at {options.Url} has no collection '{name}'.");
        foreach (var place in places) connection.TrySend(QdrantCall.DeleteCollection, place);
        ChangeAliases(Forget(name)); // the server has done so where it does as it says
    }

    public void Write(string place, CollectionSettings settings)
    {
        var payload = new JsonObject { ["kind"] = PointKind.Collection, ["stemming"] = settings.Stemming };
        if (settings.Encoder is { } encoder) (payload["encoder"], payload["dimension"], payload["space"]) = (encoder.Name, encoder.Dimension, encoder.Space);
        if (settings.IsClosed) payload["closed"] = true;
        var point = new JsonObject { ["id"] = _settingsId, ["vector"] = new JsonObject(), ["payload"] = payload };
        connection.Send(QdrantCall.UpsertPoints, place, new JsonObject { ["points"] = new JsonArray(point) });
    }

    // With an index for each field that is filtered by; the settings come last, and say that all is there.
    private void Fill(string place, CollectionSettings settings, GraphOptions graph)
    {
        var body = new JsonObject
        {
            ["vectors"] = settings.Encoder is { } encoder
                ? new JsonObject
                {
                    [QdrantPoint.Dense] = new JsonObject
                    {
                        ["size"] = encoder.Dimension,
                        ["distance"] = "Cosine",
                        ["hnsw_config"] = new JsonObject { ["m"] = graph.M, ["ef_construct"] = Math.Max(4, graph.EfConstruction) },
                    },
                }
                : new JsonObject(),
            ["sparse_vectors"] = new JsonObject { [QdrantPoint.Words] = new JsonObject { ["modifier"] = "idf" } },
        };
        if (options.Shards is { } shards) body["shard_number"] = shards;
        if (options.Replicas is { } replicas) body["replication_factor"] = replicas;
        if (!Exists(place)) connection.Send(QdrantCall.CreateCollection, place, body);

        Index(place, "kind", "keyword");
        Index(place, "words", "integer");
        Index(place, "modality", "keyword");
        Index(place, "time", "datetime");
        Index(place, "source", Keyword());
        foreach (var name in options.IndexedMetadata)
        {
            Index(place, QdrantFilter.Key("metadata", name), Keyword());
            Index(place, QdrantFilter.Key("numbers", name), "float");
        }
        Write(place, settings);
    }

    private void Point(string name, string place) => ChangeAliases(Forget(name), new JsonObject
    {
        ["create_alias"] = new JsonObject { ["alias_name"] = name, ["collection_name"] = place },
    });

    private static JsonObject Forget(string name) => new() { ["delete_alias"] = new JsonObject { ["alias_name"] = name } };

    private void ChangeAliases(params JsonObject[] actions) =>
        connection.Send(QdrantCall.ChangeAliases, body: new JsonObject { ["actions"] = new JsonArray([.. actions]) });

    private Dictionary<string, string> Aliases() => connection.Send(QdrantCall.ListAliases).Member("aliases").AsArray()
        .ToDictionary(alias => alias.Member("alias_name").GetValue<string>(), alias => alias.Member("collection_name").GetValue<string>());

    private IEnumerable<string> Collections() => connection.Send(QdrantCall.ListCollections).Member("collections").AsArray()
        .Select(collection => collection.Member("name").GetValue<string>());

    private List<string> PlacesOf(string name) =>
        [.. Collections().Where(place => place.StartsWith($"{name}{Separator}", StringComparison.Ordinal) && NumberOf(place) is not null
            && place.LastIndexOf(Separator) == name.Length)];

    private static int? NumberOf(string place) =>
        int.TryParse(place.AsSpan(place.LastIndexOf(Separator) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && place.Contains(Separator, StringComparison.Ordinal) ? number : null;

    private static JsonObject Keyword() => new() { ["type"] = "keyword", ["prefix"] = true };

    private void Index(string place, string field, JsonNode schema) =>
        connection.Send(QdrantCall.CreateIndex, place, new JsonObject { ["field_name"] = field, ["field_schema"] = schema });
}
