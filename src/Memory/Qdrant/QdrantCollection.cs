using System.Text.Json.Nodes;

namespace Rag.Memory.Qdrant;

/// <summary>What a collection was created with; kept in a point of its own.</summary>
internal sealed record CollectionSettings(bool Stemming, Encoder? Encoder);

/// <summary>Creates collections in Qdrant and finds them again.</summary>
internal sealed class QdrantCollection(QdrantConnection connection, QdrantOptions options)
{
    private static readonly string _settingsId = QdrantPoint.IdOf(PointKind.Collection, "settings");

    public static string Path(string collection, string rest = "") => $"collections/{Uri.EscapeDataString(collection)}{rest}";

    /// <summary>The settings of a collection, or null where there is none.</summary>
    public CollectionSettings? Read(string collection)
    {
        var body = new JsonObject { ["ids"] = new JsonArray(_settingsId), ["with_payload"] = true, ["with_vector"] = false };
        if (connection.TrySend(HttpMethod.Post, Path(collection, "/points"), body) is not { } found) return null;
        if (found.AsArray() is not [{ } point] || point["payload"] is not { } payload)
            throw new MemoryException(
                $"The collection '{collection}' of Qdrant at {options.Url} was not made by Rag: give another collection.");
        var encoder = payload["encoder"]?.GetValue<string>();
        return new CollectionSettings(
            payload.Member("stemming").GetValue<bool>(),
            encoder is null ? null : new Encoder(encoder, payload.Member("dimension").GetValue<int>()) { Space = payload["space"]?.GetValue<string>() ?? encoder });
    }

    /// <summary>Creates a collection, with an index for each field that is filtered by. Its settings are written last.</summary>
    public void Create(string collection, CollectionSettings settings, GraphOptions graph)
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
        if (connection.TrySend(HttpMethod.Get, Path(collection)) is null) connection.Send(HttpMethod.Put, Path(collection), body);

        Index(collection, "kind", "keyword");
        Index(collection, "words", "integer");
        Index(collection, "modality", "keyword");
        Index(collection, "time", "datetime");
        Index(collection, "source", Keyword());
        foreach (var name in options.IndexedMetadata)
        {
            Index(collection, QdrantFilter.Key("metadata", name), Keyword());
            Index(collection, QdrantFilter.Key("numbers", name), "float");
        }
        Write(collection, settings);
    }

    public void Write(string collection, CollectionSettings settings)
    {
        var payload = new JsonObject { ["kind"] = PointKind.Collection, ["stemming"] = settings.Stemming };
        if (settings.Encoder is { } encoder) (payload["encoder"], payload["dimension"], payload["space"]) = (encoder.Name, encoder.Dimension, encoder.Space);
        var point = new JsonObject { ["id"] = _settingsId, ["vector"] = new JsonObject(), ["payload"] = payload };
        connection.Send(HttpMethod.Put, Path(collection, "/points?wait=true"), new JsonObject { ["points"] = new JsonArray(point) });
    }

    private static JsonObject Keyword() => new() { ["type"] = "keyword", ["prefix"] = true };

    private void Index(string collection, string field, JsonNode schema) => connection.Send(
        HttpMethod.Put, Path(collection, "/index?wait=true"), new JsonObject { ["field_name"] = field, ["field_schema"] = schema });
}
