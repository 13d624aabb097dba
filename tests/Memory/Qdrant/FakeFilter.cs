using System.Globalization;
using Qdrant.Client.Grpc;

namespace Rag.Memory.Tests.Qdrant;

/// <summary>Which points of a stand-in a filter lets through.</summary>
internal static class FakeFilter
{
    public static bool Fits(Filter filter, PointStruct point, bool hasPrefix) =>
        filter.Must.All(condition => Fits(condition, point, hasPrefix)) && !filter.MustNot.Any(condition => Fits(condition, point, hasPrefix))
        && (filter.Should.Count == 0 || filter.Should.Any(condition => Fits(condition, point, hasPrefix)));

    public static bool AsksForPrefix(Filter filter) => filter.Must.Concat(filter.MustNot).Concat(filter.Should)
        .Any(condition => condition.Field?.Match is { HasPrefix: true } || (condition.Filter is { } inner && AsksForPrefix(inner)));

    /// <summary>The sources that a filter names, by which points are found as by an index; null where it names none.</summary>
    public static IEnumerable<string>? SourcesOf(Filter? filter) => filter?.Must.Select(condition => condition.Field)
        .FirstOrDefault(field => field is { Key: "source", Match: { } match } && (match.HasKeyword || match.Keywords is not null))?.Match is { } named
            ? named.HasKeyword ? [named.Keyword] : named.Keywords.Strings.Distinct() : null;

    /// <summary>A field of a payload, or of a struct in it.</summary>
    public static Value? Value(PointStruct point, string key)
    {
        var split = key.IndexOf(".\"", StringComparison.Ordinal);
        if (split < 0) return point.Payload.GetValueOrDefault(key);
        return point.Payload.TryGetValue(key[..split], out var section) ? section.StructValue.Fields.GetValueOrDefault(key[(split + 2)..^1]) : null;
    }

    private static bool Fits(Condition condition, PointStruct point, bool hasPrefix) => condition.ConditionOneOfCase switch
    {
        Condition.ConditionOneOfOneofCase.Filter => Fits(condition.Filter, point, hasPrefix),
        Condition.ConditionOneOfOneofCase.HasId => condition.HasId.HasId.Any(id => id.Uuid == point.Id.Uuid),
        Condition.ConditionOneOfOneofCase.HasVector => point.Vectors.Vectors_.Vectors.ContainsKey(condition.HasVector.HasVector),
        Condition.ConditionOneOfOneofCase.IsEmpty => Value(point, condition.IsEmpty.Key) is null,
        Condition.ConditionOneOfOneofCase.Field => Value(point, condition.Field.Key) is { } value
            && (value.ListValue is { } list ? list.Values.Any(one => Fits(condition.Field, one)) : Fits(condition.Field, value)),
        var other => throw new NotSupportedException($"{other}"),
    };

    private static bool Fits(FieldCondition field, Value value)
    {
        if (field.Match is { } match)
        {
            return match.MatchValueCase switch
            {
                Match.MatchValueOneofCase.Keyword => value.HasStringValue && value.StringValue == match.Keyword,
                Match.MatchValueOneofCase.Integer => value.HasIntegerValue && value.IntegerValue == match.Integer,
                Match.MatchValueOneofCase.Keywords => value.HasStringValue && match.Keywords.Strings.Contains(value.StringValue),
                Match.MatchValueOneofCase.Integers => value.HasIntegerValue && match.Integers.Integers.Contains(value.IntegerValue),
                Match.MatchValueOneofCase.Prefix => value.HasStringValue && value.StringValue.StartsWith(match.Prefix, StringComparison.Ordinal),
                var other => throw new NotSupportedException($"{other}"),
            };
        }
        if (field.DatetimeRange is { } days)
        {
            var time = DateTimeOffset.Parse(value.StringValue, CultureInfo.InvariantCulture);
            return (days.Gte is null || time >= days.Gte.ToDateTimeOffset()) && (days.Lte is null || time <= days.Lte.ToDateTimeOffset());
        }
        if (!value.HasDoubleValue && !value.HasIntegerValue) return false;
        var number = value.HasDoubleValue ? value.DoubleValue : value.IntegerValue;
        var range = field.Range;
        return (!range.HasGte || number >= range.Gte) && (!range.HasLte || number <= range.Lte) && (!range.HasLt || number < range.Lt) && (!range.HasGt || number > range.Gt);
    }
}
