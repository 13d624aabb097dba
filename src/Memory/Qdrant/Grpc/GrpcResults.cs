using System.Text.Json.Nodes;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant.Grpc;

/// <summary>gRPC's answers as REST's results, as far as the memory reads them.</summary>
internal static class GrpcResults
{
    public static JsonNode Of(Wire.ListCollectionsResponse answer) => new JsonObject
    {
        ["collections"] = new JsonArray([.. answer.Collections.Select(collection => new JsonObject { ["name"] = collection.Name })]),
    };

    public static JsonNode Of(Wire.ListAliasesResponse answer) => new JsonObject
    {
        ["aliases"] = new JsonArray([.. answer.Aliases.Select(alias => new JsonObject
        {
            ["alias_name"] = alias.AliasName,
            ["collection_name"] = alias.CollectionName,
        })]),
    };

    public static JsonNode Of(Wire.CollectionExistsResponse answer) => new JsonObject { ["exists"] = answer.Result.Exists };

    public static JsonNode Of(Wire.PointsOperationResponse answer) => new JsonObject { ["status"] = $"{answer.Result.Status}" };

    public static JsonNode Of(Wire.CountResponse answer) => new JsonObject { ["count"] = checked((int)answer.Result.Count) };

    public static JsonNode Of(Wire.GetResponse answer) => new JsonArray([.. answer.Result.Select(Point)]);

    public static JsonNode Of(Wire.ScrollResponse answer) => new JsonObject
    {
        ["points"] = new JsonArray([.. answer.Result.Select(Point)]),
        ["next_page_offset"] = answer.NextPageOffset is { } next ? next.Uuid : null,
    };

    public static JsonNode Of(Wire.QueryResponse answer) => Points(answer.Result);

    public static JsonNode Of(Wire.QueryBatchResponse answer) => new JsonArray([.. answer.Result.Select(batch => Points(batch.Result))]);

    private static JsonObject Points(IEnumerable<Wire.ScoredPoint> points) => new()
    {
        ["points"] = new JsonArray([.. points.Select(point =>
        {
            var record = Point(point.Id, point.Payload, point.Vectors);
            record["score"] = (double)point.Score;
            return record;
        })]),
    };

    private static JsonObject Point(Wire.RetrievedPoint point) => Point(point.Id, point.Payload, point.Vectors);

    private static JsonObject Point(Wire.PointId id, IEnumerable<KeyValuePair<string, Wire.Value>> payload, Wire.VectorsOutput? vectors)
    {
        var point = new JsonObject { ["id"] = id.Uuid, ["payload"] = GrpcValues.Read(payload) };
        if (vectors?.Vectors is { } named)
        {
            point["vector"] = new JsonObject(named.Vectors.Select(vector => KeyValuePair.Create(vector.Key, (JsonNode?)Numbers(vector.Value))));
        }
        return point;
    }

    private static JsonArray Numbers(Wire.VectorOutput vector) =>
        QdrantPoint.Numbers([.. vector.Dense?.Data ?? throw new FormatException("a vector has no numbers")]);
}
