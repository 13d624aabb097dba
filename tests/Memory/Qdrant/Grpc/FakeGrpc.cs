using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using global::Grpc.Core;
using Google.Protobuf;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Tests.Qdrant.Grpc;

/// <summary>
/// Qdrant's gRPC API before <see cref="FakeQdrant"/>: messages, once they were bytes, become the REST requests of the same meaning,
/// which are checked against Qdrant's description there.
/// </summary>
internal sealed class FakeGrpc(FakeQdrant server) : CallInvoker, IDisposable
{
    private readonly HttpClient _rest = new(server);

    /// <summary>Is told of each call's name and options, and may throw.</summary>
    public Action<string, CallOptions>? See { get; init; }

    public void Dispose() => _rest.Dispose();

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        See?.Invoke(method.Name, options);
        var sent = (IMessage)request;
        return (TResponse)Answer(sent.Descriptor.Parser.ParseFrom(sent.ToByteArray()));
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException();

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        throw new NotSupportedException();

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        throw new NotSupportedException();

    private object Answer(IMessage message)
    {
        switch (message)
        {
            case Wire.ListCollectionsRequest:
                return new Wire.ListCollectionsResponse { Collections = { Get("collections")["collections"]!.AsArray().Select(c => new Wire.CollectionDescription { Name = (string)c!["name"]! }) } };
            case Wire.ListAliasesRequest:
                return new Wire.ListAliasesResponse { Aliases = { Get("aliases")["aliases"]!.AsArray().Select(a => new Wire.AliasDescription { AliasName = (string)a!["alias_name"]!, CollectionName = (string)a["collection_name"]! }) } };
            case Wire.ChangeAliases changes:
                Post("collections/aliases", new JsonObject { ["actions"] = new JsonArray([.. changes.Actions.Select(Action)]) });
                return new Wire.CollectionOperationResponse { Result = true };
            case Wire.CollectionExistsRequest exists:
                return new Wire.CollectionExistsResponse { Result = new() { Exists = (bool)Get(Path(exists.CollectionName, "/exists"))["exists"]! } };
            case Wire.CreateCollection create:
                Send(HttpMethod.Put, Path(create.CollectionName), Config(create));
                return new Wire.CollectionOperationResponse { Result = true };
            case Wire.DeleteCollection delete:
                return new Wire.CollectionOperationResponse { Result = (bool)Send(HttpMethod.Delete, Path(delete.CollectionName), null) };
            case Wire.CreateFieldIndexCollection index:
                JsonNode type = index.FieldType.ToString().ToLowerInvariant();
                if (index.FieldIndexParams?.KeywordIndexParams is { } keyword) type = new JsonObject { ["type"] = type, ["prefix"] = keyword.Prefix is not null };
                Send(HttpMethod.Put, Path(index.CollectionName, "/index?wait=true"), new JsonObject { ["field_name"] = index.FieldName, ["field_schema"] = type });
                return Done(index.Wait);
            case Wire.UpsertPoints upsert:
                Send(HttpMethod.Put, Path(upsert.CollectionName, "/points?wait=true"), new JsonObject { ["points"] = new JsonArray([.. upsert.Points.Select(Point)]) });
                return Done(upsert.Wait);
            case Wire.DeletePoints delete:
                Post(Path(delete.CollectionName, "/points/delete?wait=true"), delete.Points.Filter is { } which
                    ? new JsonObject { ["filter"] = Filter(which) }
                    : new JsonObject { ["points"] = Ids(delete.Points.Points.Ids) });
                return Done(delete.Wait);
            case Wire.GetPoints get:
                var found = Post(Path(get.CollectionName, "/points"), new JsonObject { ["ids"] = Ids(get.Ids), ["with_payload"] = get.WithPayload.Enable, ["with_vector"] = Names(get.WithVectors) });
                return new Wire.GetResponse { Result = { found.AsArray().Select(point => Retrieved(point!)) } };
            case Wire.CountPoints count:
                var counted = Post(Path(count.CollectionName, "/points/count"), new JsonObject { ["filter"] = Filter(count.Filter), ["exact"] = count.Exact });
                return new Wire.CountResponse { Result = new() { Count = (ulong)(int)counted["count"]! } };
            case Wire.ScrollPoints scroll:
                var scrolling = new JsonObject { ["filter"] = Filter(scroll.Filter), ["limit"] = scroll.Limit, ["with_payload"] = true, ["with_vector"] = Names(scroll.WithVectors) };
                if (scroll.Offset is { } offset) scrolling["offset"] = offset.Uuid;
                var page = Post(Path(scroll.CollectionName, "/points/scroll"), scrolling);
                var answer = new Wire.ScrollResponse { Result = { page["points"]!.AsArray().Select(point => Retrieved(point!)) } };
                if (page["next_page_offset"] is { } next) answer.NextPageOffset = new() { Uuid = (string)next! };
                return answer;
            case Wire.QueryPoints query:
                return new Wire.QueryResponse { Result = { Scored(Post(Path(query.CollectionName, "/points/query"), Query(query))) } };
            case Wire.QueryBatchPoints batch:
                var lists = Post(Path(batch.CollectionName, "/points/query/batch"), new JsonObject { ["searches"] = new JsonArray([.. batch.QueryPoints.Select(Query)]) });
                return new Wire.QueryBatchResponse { Result = { lists.AsArray().Select(list => new Wire.BatchResult { Result = { Scored(list!) } }) } };
            default:
                throw new RpcException(new Status(StatusCode.Unimplemented, message.Descriptor.Name));
        }
    }

    private static string Path(string collection, string rest = "") => $"collections/{Uri.EscapeDataString(collection)}{rest}";

    private JsonNode Get(string path) => Send(HttpMethod.Get, path, null);

    private JsonNode Post(string path, JsonNode body) => Send(HttpMethod.Post, path, body);

    private JsonNode Send(HttpMethod method, string path, JsonNode? body)
    {
        using var request = new HttpRequestMessage(method, $"http://qdrant.test:6333/{path}");
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = _rest.Send(request);
        if (!response.IsSuccessStatusCode) throw new RpcException(new Status(StatusCode.NotFound, "Not found"));
        return JsonNode.Parse(response.Content.ReadAsStream())!["result"]!;
    }

    private static Wire.PointsOperationResponse Done(bool wait)
    {
        Assert.True(wait);
        return new() { Result = new() { Status = Wire.UpdateStatus.Completed } };
    }

    private static JsonObject Action(Wire.AliasOperations action) => action.DeleteAlias is { } delete
        ? new() { ["delete_alias"] = new JsonObject { ["alias_name"] = delete.AliasName } }
        : new() { ["create_alias"] = new JsonObject { ["alias_name"] = action.CreateAlias.AliasName, ["collection_name"] = action.CreateAlias.CollectionName } };

    private static JsonObject Config(Wire.CreateCollection create)
    {
        var config = new JsonObject
        {
            ["vectors"] = new JsonObject(create.VectorsConfig.ParamsMap.Map.Select(vector => KeyValuePair.Create(vector.Key, (JsonNode?)new JsonObject
            {
                ["size"] = vector.Value.Size,
                ["distance"] = $"{vector.Value.Distance}",
                ["hnsw_config"] = new JsonObject { ["m"] = vector.Value.HnswConfig.M, ["ef_construct"] = vector.Value.HnswConfig.EfConstruct },
            }))),
            ["sparse_vectors"] = new JsonObject(create.SparseVectorsConfig.Map.Select(vector => KeyValuePair.Create(vector.Key, (JsonNode?)new JsonObject
            {
                ["modifier"] = vector.Value.Modifier.ToString().ToLowerInvariant(),
            }))),
        };
        if (create.HasShardNumber) config["shard_number"] = create.ShardNumber;
        if (create.HasReplicationFactor) config["replication_factor"] = create.ReplicationFactor;
        return config;
    }

    private static JsonObject Point(Wire.PointStruct point) => new()
    {
        ["id"] = point.Id.Uuid,
        ["vector"] = new JsonObject(point.Vectors.Vectors_.Vectors.Select(vector =>
            KeyValuePair.Create(vector.Key, (JsonNode?)(vector.Value.Dense is { } dense ? Numbers(dense.Data) : Sparse(vector.Value.Sparse))))),
        ["payload"] = new JsonObject(point.Payload.Select(field => KeyValuePair.Create(field.Key, Json(field.Value)))),
    };

    private static JsonNode? Json(Wire.Value value) => value.KindCase switch
    {
        Wire.Value.KindOneofCase.StringValue => value.StringValue,
        Wire.Value.KindOneofCase.IntegerValue => value.IntegerValue,
        Wire.Value.KindOneofCase.DoubleValue => value.DoubleValue,
        Wire.Value.KindOneofCase.BoolValue => value.BoolValue,
        Wire.Value.KindOneofCase.ListValue => new JsonArray([.. value.ListValue.Values.Select(Json)]),
        Wire.Value.KindOneofCase.StructValue => new JsonObject(value.StructValue.Fields.Select(field => KeyValuePair.Create(field.Key, Json(field.Value)))),
        _ => throw new InvalidOperationException($"{value.KindCase}"),
    };

    private static Wire.Value Value(JsonNode node) => node switch
    {
        JsonObject fields => new() { StructValue = new() { Fields = { fields.ToDictionary(field => field.Key, field => Value(field.Value!)) } } },
        JsonArray values => new() { ListValue = new() { Values = { values.Select(value => Value(value!)) } } },
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value when value.TryGetValue<bool>(out var truth) => truth,
        JsonValue value when value.TryGetValue<long>(out var number) => number,
        _ => node.GetValue<double>(),
    };

    private static JsonArray Ids(IEnumerable<Wire.PointId> ids) => new([.. ids.Select(id => (JsonNode)id.Uuid)]);

    private static JsonNode Names(Wire.WithVectorsSelector selector) =>
        selector.Include is { } some ? new JsonArray([.. some.Names.Select(name => (JsonNode)name)]) : selector.Enable;

    private static JsonArray Numbers(IEnumerable<float> numbers) => new([.. numbers.Select(number => (JsonNode)number)]);

    private static JsonObject Sparse(Wire.SparseVector vector) =>
        new() { ["indices"] = new JsonArray([.. vector.Indices.Select(index => (JsonNode)index)]), ["values"] = Numbers(vector.Values) };

    private static Wire.RetrievedPoint Retrieved(JsonNode point) => new()
    {
        Id = new() { Uuid = (string)point["id"]! },
        Payload = { point["payload"]!.AsObject().ToDictionary(field => field.Key, field => Value(field.Value!)) },
        Vectors = Vectors(point),
    };

    private static IEnumerable<Wire.ScoredPoint> Scored(JsonNode list) => list["points"]!.AsArray().Select(point => new Wire.ScoredPoint
    {
        Id = new() { Uuid = (string)point!["id"]! },
        Payload = { point["payload"]!.AsObject().ToDictionary(field => field.Key, field => Value(field.Value!)) },
        Vectors = Vectors(point),
        Score = (float)(double)point["score"]!,
    });

    // Only the dense one is ever asked for.
    private static Wire.VectorsOutput Vectors(JsonNode point)
    {
        var named = new Wire.NamedVectorsOutput();
        if (point["vector"]!["dense"] is JsonArray dense)
            named.Vectors["dense"] = new() { Dense = new() { Data = { dense.Select(number => (float)number!) } } };
        return new() { Vectors = named };
    }

    private static JsonObject Query(Wire.QueryPoints query)
    {
        var body = new JsonObject { ["query"] = Query(query.Query), ["limit"] = query.Limit, ["with_payload"] = query.WithPayload.Enable, ["with_vector"] = Names(query.WithVectors) };
        if (query.HasUsing) body["using"] = query.Using;
        if (query.Filter is { } filter) body["filter"] = Filter(filter);
        if (query.Params is { } parameters) body["params"] = Parameters(parameters);
        if (query.Prefetch.Count == 0) return body;
        body["prefetch"] = new JsonArray([.. query.Prefetch.Select(list =>
        {
            var part = new JsonObject { ["query"] = Query(list.Query), ["using"] = list.Using, ["filter"] = Filter(list.Filter), ["limit"] = list.Limit };
            if (list.Params is { } ofList) part["params"] = Parameters(ofList);
            return part;
        })]);
        return body;
    }

    private static JsonObject Parameters(Wire.SearchParams parameters)
    {
        var body = new JsonObject { ["exact"] = parameters.Exact };
        if (parameters.HasHnswEf) body["hnsw_ef"] = parameters.HnswEf;
        return body;
    }

    private static JsonNode Query(Wire.Query query) => query.VariantCase == Wire.Query.VariantOneofCase.Rrf
        ? new JsonObject { ["rrf"] = new JsonObject { ["k"] = query.Rrf.K, ["weights"] = Numbers(query.Rrf.Weights) } }
        : query.Nearest.Dense is { } dense ? Numbers(dense.Data) : Sparse(query.Nearest.Sparse);

    private static JsonObject Filter(Wire.Filter filter)
    {
        var body = new JsonObject();
        if (filter.Must.Count > 0) body["must"] = new JsonArray([.. filter.Must.Select(Condition)]);
        if (filter.MustNot.Count > 0) body["must_not"] = new JsonArray([.. filter.MustNot.Select(Condition)]);
        return body;
    }

    private static JsonObject Condition(Wire.Condition condition) => condition.ConditionOneOfCase switch
    {
        Wire.Condition.ConditionOneOfOneofCase.HasId => new() { ["has_id"] = Ids(condition.HasId.HasId) },
        Wire.Condition.ConditionOneOfOneofCase.HasVector => new() { ["has_vector"] = condition.HasVector.HasVector },
        Wire.Condition.ConditionOneOfOneofCase.IsEmpty => new() { ["is_empty"] = new JsonObject { ["key"] = condition.IsEmpty.Key } },
        Wire.Condition.ConditionOneOfOneofCase.Filter => Filter(condition.Filter),
        _ => Field(condition.Field),
    };

    private static JsonObject Field(Wire.FieldCondition field)
    {
        if (field.Match is { } match) return new() { ["key"] = field.Key, ["match"] = Match(match) };
        var range = new JsonObject();
        if (field.DatetimeRange is { } times)
        {
            if (times.Gte is { } from) range["gte"] = from.ToDateTimeOffset().ToString("O", CultureInfo.InvariantCulture);
            if (times.Lte is { } to) range["lte"] = to.ToDateTimeOffset().ToString("O", CultureInfo.InvariantCulture);
        }
        else
        {
            if (field.Range.HasGte) range["gte"] = field.Range.Gte;
            if (field.Range.HasLte) range["lte"] = field.Range.Lte;
        }
        return new() { ["key"] = field.Key, ["range"] = range };
    }

    private static JsonObject Match(Wire.Match match) => match.MatchValueCase switch
    {
        Wire.Match.MatchValueOneofCase.Keywords => new() { ["any"] = new JsonArray([.. match.Keywords.Strings.Select(value => (JsonNode)value)]) },
        Wire.Match.MatchValueOneofCase.Prefix => new() { ["prefix"] = match.Prefix },
        Wire.Match.MatchValueOneofCase.Integer => new() { ["value"] = match.Integer },
        _ => new() { ["value"] = match.Keyword },
    };
}
