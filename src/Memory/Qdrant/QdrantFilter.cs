using System.Globalization;
using System.Text.Json.Nodes;
using Rag.Memory.Filters;

namespace Rag.Memory.Qdrant;

/// <summary>Filters as Qdrant writes them; each lets only items through.</summary>
internal static class QdrantFilter
{
    public static JsonObject Of(Filter? filter)
    {
        var must = new JsonArray(Match("kind", "value", PointKind.Item));
        if (filter is not null) must.Add(Condition(filter));
        return Must(must);
    }

    public static JsonObject OfKind(string kind) => Must([Match("kind", "value", kind)]);

    public static JsonObject OfWord(uint index) => Must([Match("kind", "value", PointKind.Item), Match("words", "value", (long)index)]);

    /// <summary>The items that a filter lets through and that hold all these words.</summary>
    public static JsonObject AndWords(JsonObject filter, IEnumerable<uint> indices)
    {
        var narrower = filter.DeepClone().AsObject();
        foreach (var index in indices) narrower["must"]!.AsArray().Add(Match("words", "value", (long)index));
        return narrower;
    }

    public static JsonObject WithVector() =>
        Must([Match("kind", "value", PointKind.Item), new JsonObject { ["has_vector"] = QdrantPoint.Dense }]);

    /// <summary>The items of a source except some.</summary>
    public static JsonObject OfSource(string source, IEnumerable<string> exceptIds)
    {
        var filter = Must([Match("kind", "value", PointKind.Item), Match("source", "value", source)]);
        if (exceptIds.Any()) filter["must_not"] = new JsonArray(HasId(exceptIds));
        return filter;
    }

    public static JsonObject AndIds(JsonObject filter, IEnumerable<string> ids)
    {
        var narrower = filter.DeepClone().AsObject();
        narrower["must"]!.AsArray().Add(HasId(ids));
        return narrower;
    }

    /// <summary>The path of a metadata entry in a payload, whatever characters its name has.</summary>
    public static string Key(string section, string name) => $"{section}.\"{name}\"";

    private static JsonObject Must(JsonArray conditions) => new() { ["must"] = conditions };

    private static JsonObject HasId(IEnumerable<string> ids) => new() { ["has_id"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) };

    private static JsonObject Condition(Filter filter) => filter switch
    {
        AllOf all => Must([.. all.Filters.Select(Condition)]),
        OneOf some => Match(Key(some.Field), "any", new JsonArray([.. some.Values.Select(value => (JsonNode)value)])),
        StartsWith some => Match(Key(some.Field), "prefix", some.Prefix),
        Between some => Range(Key("numbers", some.Name), some.From, some.To),
        During some => Range("time", Text(some.From), Text(some.To)),
        _ => throw new ArgumentException($"{filter} is no filter of this memory.", nameof(filter)),
    };

    private static string Key(Field field) => field.Kind switch
    {
        FieldKind.Source => "source",
        FieldKind.Modality => "modality",
        _ => Key("metadata", field.Name),
    };

    private static JsonObject Match(string key, string how, JsonNode value) =>
        new() { ["key"] = key, ["match"] = new JsonObject { [how] = value } };

    // A range without bounds still asks that there be a value.
    private static JsonObject Range(string key, JsonNode? from, JsonNode? to)
    {
        if (from is null && to is null)
            return new JsonObject { ["must_not"] = new JsonArray(new JsonObject { ["is_empty"] = new JsonObject { ["key"] = key } }) };
        var range = new JsonObject();
        if (from is not null) range["gte"] = from;
        if (to is not null) range["lte"] = to;
        return new JsonObject { ["key"] = key, ["range"] = range };
    }

    private static JsonNode? Text(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);
}
