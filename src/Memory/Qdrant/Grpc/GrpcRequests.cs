using System.Text.Json.Nodes;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant.Grpc;

/// <summary>REST's bodies as gRPC's messages, as far as the memory writes them.</summary>
internal static class GrpcRequests
{
    public static Wire.ChangeAliases Aliases(JsonObject body)
    {
        var changes = new Wire.ChangeAliases();
        foreach (var action in body.Member("actions").AsArray())
        {
            changes.Actions.Add(action!["delete_alias"] is { } delete
                ? new Wire.AliasOperations { DeleteAlias = new() { AliasName = Text(delete, "alias_name") } }
                : new Wire.AliasOperations
                {
                    CreateAlias = new()
                    {
                        AliasName = Text(action["create_alias"], "alias_name"),
                        CollectionName = Text(action["create_alias"], "collection_name"),
                    },
                });
        }
        return changes;
    }

    public static Wire.CreateCollection Collection(string collection, JsonObject body)
    {
        var request = new Wire.CreateCollection { CollectionName = collection, SparseVectorsConfig = new(), VectorsConfig = new() { ParamsMap = new() } };
        foreach (var (name, vector) in body.Member("vectors").AsObject())
        {
            var graph = vector.Member("hnsw_config");
            request.VectorsConfig.ParamsMap.Map[name] = new()
            {
                Size = (ulong)vector.Member("size").GetValue<int>(),
                Distance = Enum.Parse<Wire.Distance>(Text(vector, "distance")),
                HnswConfig = new() { M = (ulong)graph.Member("m").GetValue<int>(), EfConstruct = (ulong)graph.Member("ef_construct").GetValue<int>() },
            };
        }
        foreach (var (name, vector) in body.Member("sparse_vectors").AsObject())
            request.SparseVectorsConfig.Map[name] = new() { Modifier = Enum.Parse<Wire.Modifier>(Text(vector, "modifier"), ignoreCase: true) };
        if (body["shard_number"] is { } shards) request.ShardNumber = (uint)shards.GetValue<int>();
        if (body["replication_factor"] is { } replicas) request.ReplicationFactor = (uint)replicas.GetValue<int>();
        return request;
    }

    public static Wire.CreateFieldIndexCollection Index(string collection, JsonObject body)
    {
        var schema = body.Member("field_schema");
        var type = schema is JsonObject ? Text(schema, "type") : schema.GetValue<string>();
        var request = new Wire.CreateFieldIndexCollection
        {
            CollectionName = collection,
            Wait = true,
            FieldName = Text(body, "field_name"),
            FieldType = Enum.Parse<Wire.FieldType>(type, ignoreCase: true),
        };
        if (schema is JsonObject) request.FieldIndexParams = new() { KeywordIndexParams = new() { Prefix = new() } };
        return request;
    }

    public static Wire.UpsertPoints Upsert(string collection, JsonObject body)
    {
        var request = new Wire.UpsertPoints { CollectionName = collection, Wait = true };
        foreach (var point in body.Member("points").AsArray())
        {
            var message = new Wire.PointStruct { Id = Id(point.Member("id")), Vectors = new() { Vectors_ = new() } };
            foreach (var (name, vector) in point.Member("vector").AsObject())
            {
                message.Vectors.Vectors_.Vectors[name] = vector is JsonArray dense
                    ? new Wire.Vector { Dense = Dense(dense) }
                    : new Wire.Vector { Sparse = Sparse(vector!) };
            }
            foreach (var (name, value) in point.Member("payload").AsObject()) message.Payload[name] = GrpcValues.Of(value);
            request.Points.Add(message);
        }
        return request;
    }

    public static Wire.DeletePoints Delete(string collection, JsonObject body)
    {
        var selector = new Wire.PointsSelector();
        if (body["filter"] is { } filter) selector.Filter = GrpcFilter.Of(filter);
        else selector.Points = new() { Ids = { body.Member("points").AsArray().Select(id => Id(id!)) } };
        return new() { CollectionName = collection, Wait = true, Points = selector };
    }

    public static Wire.GetPoints Get(string collection, JsonObject body) => new()
    {
        CollectionName = collection,
        Ids = { body.Member("ids").AsArray().Select(id => Id(id!)) },
        WithPayload = true,
        WithVectors = Vectors(body),
    };

    public static Wire.CountPoints Count(string collection, JsonObject body) =>
        new() { CollectionName = collection, Filter = GrpcFilter.Of(body.Member("filter")), Exact = true };

    public static Wire.ScrollPoints Scroll(string collection, JsonObject body)
    {
        var request = new Wire.ScrollPoints
        {
            CollectionName = collection,
            Filter = GrpcFilter.Of(body.Member("filter")),
            Limit = (uint)body.Member("limit").GetValue<int>(),
            WithPayload = true,
            WithVectors = Vectors(body),
        };
        if (body["offset"] is { } offset) request.Offset = Id(offset);
        return request;
    }

    public static Wire.QueryBatchPoints QueryBatch(string collection, JsonObject body) => new()
    {
        CollectionName = collection,
        QueryPoints = { body.Member("searches").AsArray().Select(search => Query(collection, search!)) },
    };

    public static Wire.QueryPoints Query(string collection, JsonNode body)
    {
        var request = new Wire.QueryPoints
        {
            CollectionName = collection,
            Query = Query(body.Member("query")),
            Limit = (ulong)body.Member("limit").GetValue<int>(),
            WithPayload = body["with_payload"]?.GetValue<bool>() == true,
            WithVectors = Vectors(body),
        };
        if (body["using"] is { } name) request.Using = name.GetValue<string>();
        if (body["filter"] is { } filter) request.Filter = GrpcFilter.Of(filter);
        if (body["params"] is { } parameters) request.Params = Parameters(parameters);
        foreach (var list in body["prefetch"]?.AsArray() ?? [])
        {
            var part = new Wire.PrefetchQuery
            {
                Query = Query(list.Member("query")),
                Using = Text(list, "using"),
                Filter = GrpcFilter.Of(list.Member("filter")),
                Limit = (ulong)list.Member("limit").GetValue<int>(),
            };
            if (list!["params"] is { } ofList) part.Params = Parameters(ofList);
            request.Prefetch.Add(part);
        }
        return request;
    }

    public static Wire.PointId Id(JsonNode id) => new() { Uuid = id.GetValue<string>() };

    private static Wire.Query Query(JsonNode query)
    {
        if (query is JsonArray dense) return new() { Nearest = new() { Dense = Dense(dense) } };
        if (query["rrf"] is not { } ranks) return new() { Nearest = new() { Sparse = Sparse(query) } };
        return new() { Rrf = new() { K = (uint)ranks.Member("k").GetValue<int>(), Weights = { ranks.Member("weights").AsArray().Select(weight => weight!.GetValue<float>()) } } };
    }

    private static Wire.SearchParams Parameters(JsonNode parameters)
    {
        var message = new Wire.SearchParams { Exact = parameters.Member("exact").GetValue<bool>() };
        if (parameters["hnsw_ef"] is { } ef) message.HnswEf = (ulong)ef.GetValue<int>();
        return message;
    }

    private static Wire.DenseVector Dense(JsonArray numbers) => new() { Data = { numbers.Select(number => number!.GetValue<float>()) } };

    private static Wire.SparseVector Sparse(JsonNode vector) => new()
    {
        Indices = { vector.Member("indices").AsArray().Select(index => (uint)index!.GetValue<long>()) },
        Values = { vector.Member("values").AsArray().Select(value => value!.GetValue<float>()) },
    };

    // Names of vectors; false or nothing for none.
    private static Wire.WithVectorsSelector Vectors(JsonNode body) => body["with_vector"] is JsonArray names
        ? new() { Include = new() { Names = { names.Select(name => name!.GetValue<string>()) } } }
        : new() { Enable = false };

    private static string Text(JsonNode? node, string name) => node.Member(name).GetValue<string>();
}
