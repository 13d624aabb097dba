using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Rag.Memory.Tests.Qdrant;

/// <summary>
/// As much of Qdrant as the memory uses, in memory. Every request and answer is checked against Qdrant's description where
/// that is at hand.
/// </summary>
internal sealed class FakeQdrant : HttpMessageHandler
{
    private static readonly OpenApi? _api = OpenApi.Find();
    private readonly Dictionary<string, (JsonObject Config, Dictionary<string, JsonObject> Points, List<string> Indexes)> _collections = [];

    private readonly Dictionary<string, string> _aliases = [];

    /// <summary>Method, path and query of each request.</summary>
    public List<string> Requests { get; } = [];

    public JsonObject Config(string collection) => _collections[_aliases.GetValueOrDefault(collection, collection)].Config;

    public IReadOnlyList<string> Indexes(string collection) => _collections[_aliases.GetValueOrDefault(collection, collection)].Indexes;

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (method, path, query) = (request.Method.Method, request.RequestUri!.AbsolutePath, request.RequestUri.Query);
        Requests.Add($"{method} {path}{query}");
        var body = request.Content is null ? null : JsonNode.Parse(request.Content.ReadAsStream(cancellationToken));
        _api?.CheckRequest(method, path, query, body);
        var result = Answer(method, path.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray(), body);
        var (status, whole) = result is null
            ? (404, new JsonObject { ["status"] = new JsonObject { ["error"] = "Not found" }, ["time"] = .001 })
            : (200, new JsonObject { ["result"] = result, ["status"] = "ok", ["time"] = .001 });
        _api?.CheckAnswer(method, path, status, whole);
        return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(whole.ToJsonString(), Encoding.UTF8, "application/json") };
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(Send(request, cancellationToken));

    private JsonNode? Answer(string method, string[] path, JsonNode? body)
    {
        if (path is ["aliases"]) return Aliases();
        if (path is ["collections", "aliases"]) return ChangeAliases(body!["actions"]!.AsArray());
        if (path.Length == 1)
            return new JsonObject { ["collections"] = new JsonArray([.. _collections.Keys.Select(name => new JsonObject { ["name"] = name })]) };
        var name = _aliases.GetValueOrDefault(path[1], path[1]);
        if (method == "PUT" && path.Length == 2) return Create(name, body!.AsObject());
        if (method == "GET" && path.Length == 3) return new JsonObject { ["exists"] = _collections.ContainsKey(name) };
        if (!_collections.TryGetValue(name, out var collection)) return null;
        var points = collection.Points;
        switch (method, string.Join('/', path[2..]))
        {
            case ("DELETE", ""):
                foreach (var (alias, _) in _aliases.Where(alias => alias.Value == name)) _aliases.Remove(alias);
                return _collections.Remove(name);
            case ("PUT", "index"):
                collection.Indexes.Add((string)body!["field_name"]!);
                return Done();
            case ("PUT", "points"):
                foreach (var point in body!["points"]!.AsArray()) points[(string)point!["id"]!] = Clone(point);
                return Done();
            case ("POST", "points"):
                return new JsonArray([.. body!["ids"]!.AsArray().Select(id => points.GetValueOrDefault((string)id!)).OfType<JsonObject>().Select(point => Record(point))]);
            case ("POST", "points/delete"):
                var gone = body!["points"] is JsonArray ids
                    ? [.. ids.Select(id => (string)id!)]
                    : points.Values.Where(point => Matches(body["filter"]!, point)).Select(point => (string)point["id"]!).ToList();
                foreach (var id in gone) points.Remove(id);
                return Done();
            case ("POST", "points/count"):
                return new JsonObject { ["count"] = points.Values.Count(point => Matches(body!["filter"], point)) };
            case ("POST", "points/scroll"):
                return Scroll(points, body!);
            case ("POST", "points/query"):
                return new JsonObject { ["points"] = Query(points, body!) };
            case ("POST", "points/query/batch"):
                return new JsonArray([.. body!["searches"]!.AsArray().Select(search => new JsonObject { ["points"] = Query(points, search!) })]);
            default:
                return null;
        }
    }

    private JsonObject Aliases() => new()
    {
        ["aliases"] = new JsonArray([.. _aliases.Select(alias => new JsonObject { ["alias_name"] = alias.Key, ["collection_name"] = alias.Value })]),
    };

    private JsonValue? ChangeAliases(JsonArray actions)
    {
        foreach (var action in actions)
        {
            if (action!["delete_alias"] is { } delete) _aliases.Remove((string)delete["alias_name"]!);
            else if (action["create_alias"] is { } create && _collections.ContainsKey((string)create["collection_name"]!) && !_collections.ContainsKey((string)create["alias_name"]!))
                _aliases[(string)create["alias_name"]!] = (string)create["collection_name"]!;
            else return null;
        }
        return JsonValue.Create(true);
    }

    private JsonValue Create(string name, JsonObject config)
    {
        _collections.Add(name, (config, [], []));
        return JsonValue.Create(true);
    }

    private static JsonObject Done() => new() { ["operation_id"] = 1, ["status"] = "completed" };

    private static JsonObject Clone(JsonNode node) => node.DeepClone().AsObject();

    private static JsonObject Record(JsonObject point, double? score = null)
    {
        var record = new JsonObject { ["id"] = (string)point["id"]!, ["payload"] = point["payload"]!.DeepClone(), ["vector"] = point["vector"]!.DeepClone() };
        if (score is { } s) (record["score"], record["version"]) = (s, 1);
        return record;
    }

    private static JsonObject Scroll(Dictionary<string, JsonObject> points, JsonNode body)
    {
        var rest = points.Values.Where(point => Matches(body["filter"], point)).OrderBy(point => (string)point["id"]!, StringComparer.Ordinal)
            .Where(point => body["offset"] is not { } offset || string.CompareOrdinal((string)point["id"]!, (string)offset!) >= 0).ToList();
        var limit = (int)body["limit"]!;
        return new JsonObject
        {
            ["points"] = new JsonArray([.. rest.Take(limit).Select(point => Record(point))]),
            ["next_page_offset"] = rest.Count > limit ? (string)rest[limit]["id"]! : null,
        };
    }

    private static JsonArray Query(Dictionary<string, JsonObject> points, JsonNode body) =>
        new([.. Rank(points, body).Take((int)body["limit"]!).Select(found => Record(points[found.Id], found.Score))]);

    private static List<(string Id, double Score)> Rank(Dictionary<string, JsonObject> points, JsonNode body)
    {
        var scores = new Dictionary<string, double>();
        if (body["prefetch"] is JsonArray lists)
        {
            var rrf = body["query"]!["rrf"]!;
            foreach (var (l, list) in lists.Index())
            {
                foreach (var (rank, (id, _)) in Rank(points, list!).Take((int)list!["limit"]!).Index())
                    scores[id] = scores.GetValueOrDefault(id) + (double)rrf["weights"]![l]! / ((int)rrf["k"]! + rank + 1);
            }
        }
        else
        {
            var name = (string)body["using"]!;
            var holding = points.Values.Where(point => point["vector"]!.AsObject().ContainsKey(name)).ToList();
            foreach (var point in holding.Where(point => Matches(body["filter"], point)))
            {
                var vector = point["vector"]![name]!;
                var score = vector is JsonArray dense
                    ? dense.Zip(body["query"]!.AsArray(), (a, b) => (double)a! * (double)b!).Sum()
                    : Sparse(vector, body["query"]!, holding.Select(p => p["vector"]![name]!).ToList());
                if (vector is JsonArray || score > 0) scores[(string)point["id"]!] = score;
            }
        }
        return [.. scores.OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, s.Value))];
    }

    private static double Sparse(JsonNode document, JsonNode query, List<JsonNode> all)
    {
        var weights = Entries(document);
        return Entries(query).Where(entry => weights.ContainsKey(entry.Key)).Sum(entry =>
        {
            var holders = all.Count(other => Entries(other).ContainsKey(entry.Key));
            return entry.Value * weights[entry.Key] * Math.Log(1 + (all.Count - holders + .5) / (holders + .5));
        });

        static Dictionary<long, double> Entries(JsonNode sparse) => sparse["indices"]!.AsArray()
            .Zip(sparse["values"]!.AsArray()).ToDictionary(pair => (long)pair.First!, pair => (double)pair.Second!);
    }

    private static bool Matches(JsonNode? filter, JsonObject point)
    {
        if (filter is null) return true;
        if (filter["must"] is JsonArray must && !must.All(condition => Fits(condition!, point))) return false;
        return filter["must_not"] is not JsonArray mustNot || !mustNot.Any(condition => Fits(condition!, point));
    }

    private static bool Fits(JsonNode condition, JsonObject point)
    {
        if (condition["has_id"] is JsonArray ids) return ids.Any(id => (string)id! == (string)point["id"]!);
        if (condition["has_vector"] is { } vector) return point["vector"]!.AsObject().ContainsKey((string)vector!);
        if (condition["is_empty"] is { } empty) return Value(point, (string)empty["key"]!) is null;
        if (condition["key"] is not { } key) return Matches(condition, point);
        var value = Value(point, (string)key!);
        if (value is JsonArray many) return many.Any(one => JsonNode.DeepEquals(one, condition["match"]!["value"]));
        if (value is null) return false;
        if (condition["match"] is { } match)
        {
            return match["value"] is { } exact ? JsonNode.DeepEquals(exact, value)
                : match["any"] is JsonArray any ? any.Any(one => JsonNode.DeepEquals(one, value))
                : ((string)value!).StartsWith((string)match["prefix"]!, StringComparison.Ordinal);
        }
        var range = condition["range"]!;
        return (range["gte"] is not { } from || Compare(value, from) >= 0) && (range["lte"] is not { } to || Compare(value, to) <= 0);
    }

    private static int Compare(JsonNode a, JsonNode b) => a.GetValueKind() == System.Text.Json.JsonValueKind.String
        ? DateTimeOffset.Parse((string)a!).CompareTo(DateTimeOffset.Parse((string)b!))
        : ((double)a).CompareTo((double)b);

    private static JsonNode? Value(JsonObject point, string key)
    {
        var split = key.IndexOf(".\"", StringComparison.Ordinal);
        return split < 0 ? point["payload"]![key] : point["payload"]![key[..split]]?[key[(split + 2)..^1]];
    }
}
