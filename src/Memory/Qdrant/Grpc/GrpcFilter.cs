using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant.Grpc;

/// <summary>Filters of <see cref="QdrantFilter"/> as gRPC's messages.</summary>
internal static class GrpcFilter
{
    public static Wire.Filter Of(JsonNode filter) => new()
    {
        Must = { filter["must"]?.AsArray().Select(condition => Condition(condition!)) ?? [] },
        MustNot = { filter["must_not"]?.AsArray().Select(condition => Condition(condition!)) ?? [] },
    };

    private static Wire.Condition Condition(JsonNode condition)
    {
        if (condition["has_id"] is { } ids) return new() { HasId = new() { HasId = { ids.AsArray().Select(id => GrpcRequests.Id(id!)) } } };
        if (condition["has_vector"] is { } vector) return new() { HasVector = new() { HasVector = vector.GetValue<string>() } };
        if (condition["is_empty"] is { } empty) return new() { IsEmpty = new() { Key = empty.Member("key").GetValue<string>() } };
        if (condition["key"] is not { } key) return new() { Filter = Of(condition) };
        var field = new Wire.FieldCondition { Key = key.GetValue<string>() };
        if (condition["match"] is { } match) field.Match = Match(match);
        else SetRange(condition.Member("range"), field);
        return new() { Field = field };
    }

    private static Wire.Match Match(JsonNode match)
    {
        if (match["any"] is { } any) return new() { Keywords = new() { Strings = { any.AsArray().Select(value => value!.GetValue<string>()) } } };
        if (match["prefix"] is { } prefix) return new() { Prefix = prefix.GetValue<string>() };
        var value = match.Member("value").AsValue();
        return value.TryGetValue<long>(out var number) ? new() { Integer = number } : new() { Keyword = value.GetValue<string>() };
    }

    private static void SetRange(JsonNode range, Wire.FieldCondition field)
    {
        var (from, to) = (range["gte"]?.AsValue(), range["lte"]?.AsValue());
        if ((from ?? to)!.GetValueKind() == System.Text.Json.JsonValueKind.String)
        {
            field.DatetimeRange = new() { Gte = Time(from), Lte = Time(to) };
            return;
        }
        field.Range = new();
        if (from is not null) field.Range.Gte = from.GetValue<double>();
        if (to is not null) field.Range.Lte = to.GetValue<double>();
    }

    private static Timestamp? Time(JsonValue? time) =>
        time is null ? null : Timestamp.FromDateTimeOffset(DateTimeOffset.Parse(time.GetValue<string>(), CultureInfo.InvariantCulture));
}
