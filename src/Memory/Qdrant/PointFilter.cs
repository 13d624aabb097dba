using Rag.Memory.Filters;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;
using Wire = global::Qdrant.Client.Grpc;

namespace Rag.Memory.Qdrant;

/// <summary>Filters as Qdrant's messages; all but <see cref="OfKind"/> let only items through.</summary>
/// <param name="hasPrefix">Whether the server compares beginnings, which it does from 1.19 on.</param>
/// <param name="server">What messages call it.</param>
internal sealed class PointFilter(bool hasPrefix, string server)
{
    /// <summary>Whether the server compares beginnings.</summary>
    public bool HasPrefix => hasPrefix;

    public static Wire.Filter OfKind(string kind) => new() { Must = { Match("kind", new Wire.Match { Keyword = kind }) } };

    /// <summary>The items of a source.</summary>
    /// <param name="version">Of that version of it only; null where it has none.</param>
    public static Wire.Filter OfSource(string source, long? version = null)
    {
        var filter = OfKind(PointKind.Item);
        filter.Must.Add(Match("source", new Wire.Match { Keyword = source }));
        if (version is { } only) filter.Must.Add(Match("version", new Wire.Match { Integer = only }));
        return filter;
    }

    /// <summary>Some items of a source.</summary>
    public static Wire.Filter OfItems(string source, IEnumerable<int> ordinals)
    {
        var filter = OfSource(source);
        filter.Must.Add(Match("ordinal", new Wire.Match { Integers = new() { Integers = { ordinals.Select(ordinal => (long)ordinal) } } }));
        return filter;
    }

    /// <summary>The items that older versions of some sources have left.</summary>
    public static Wire.Filter Older(IEnumerable<string> sources, long version)
    {
        var filter = OfKind(PointKind.Item);
        filter.Must.Add(Match("source", new Wire.Match { Keywords = new() { Strings = { sources } } }));
        filter.MustNot.Add(AtLeast(version));
        return filter;
    }

    /// <summary>What has no version as new as this one, or none at all.</summary>
    public static Wire.Filter OlderThan(long version) => new() { MustNot = { AtLeast(version) } };

    /// <summary>The items that hold all these words and that a filter lets through.</summary>
    public static Wire.Filter AndWords(Wire.Filter filter, IEnumerable<uint> indices)
    {
        var narrower = filter.Clone();
        narrower.Must.AddRange(indices.Select(index => Match("words", new Wire.Match { Integer = index })));
        return narrower;
    }

    public static Wire.Filter WithVector()
    {
        var filter = OfKind(PointKind.Item);
        filter.Must.Add(new Wire.Condition { HasVector = new() { HasVector = ItemPoints.Dense } });
        return filter;
    }

    /// <summary>The sources, removed ones apart, whose names may begin with a prefix: the caller looks at them.</summary>
    public Wire.Filter OfSources(string prefix)
    {
        var filter = OfKind(PointKind.Source);
        if (prefix.Length == 0) return filter;
        if (hasPrefix) filter.Must.Add(Match("source", new Wire.Match { Prefix = prefix }));
        else if (SourcePoint.FoldersOf(prefix) is [.., var deepest])
            filter.Must.Add(Match("folders", new Wire.Match { Keyword = deepest }));
        return filter;
    }

    /// <summary>The items that a filter lets through.</summary>
    /// <exception cref="MemoryException">The server cannot filter so.</exception>
    public Wire.Filter Of(Filter? filter)
    {
        var items = OfKind(PointKind.Item);
        if (filter is not null) items.Must.Add(Condition(filter));
        return items;
    }

    /// <summary>The path of a metadata entry in a payload, whatever characters its name has.</summary>
    public static string Key(string section, string name) => $"{section}.\"{name}\"";

    private static Wire.Condition AtLeast(long version) => new() { Field = new() { Key = "version", Range = new() { Gte = version } } };

    private Wire.Condition Condition(Filter filter) => filter switch
    {
        AllOf all => new() { Filter = new() { Must = { all.Filters.Select(Condition) } } },
        OneOf some => Match(Key(some.Field), new Wire.Match { Keywords = new() { Strings = { some.Values } } }),
        StartsWith some => hasPrefix
            ? Match(Key(some.Field), new Wire.Match { Prefix = some.Prefix })
            : throw new MemoryException($"{server} cannot filter by the beginning of a value, which Qdrant does from 1.19 on: update it, or filter by the whole value."),
        Between some => Within(Key("numbers", some.Name), some.From is null && some.To is null, field =>
        {
            field.Range = new();
            if (some.From is { } from) field.Range.Gte = from;
            if (some.To is { } to) field.Range.Lte = to;
        }),
        During some => Within("time", some.From is null && some.To is null, field =>
            field.DatetimeRange = new() { Gte = Time(some.From), Lte = Time(some.To) }),
        _ => throw new ArgumentException($"{filter} is no filter of this memory.", nameof(filter)),
    };

    private static string Key(Field field) => field.Kind switch
    {
        FieldKind.Source => "source",
        FieldKind.Modality => "modality",
        _ => Key("metadata", field.Name),
    };

    private static Wire.Condition Match(string key, Wire.Match match) => new() { Field = new() { Key = key, Match = match } };

    // A range without bounds still asks that there be a value.
    private static Wire.Condition Within(string key, bool isOpen, Action<Wire.FieldCondition> bound)
    {
        if (isOpen) return new() { Filter = new() { MustNot = { new Wire.Condition { IsEmpty = new() { Key = key } } } } };
        var field = new Wire.FieldCondition { Key = key };
        bound(field);
        return new() { Field = field };
    }

    private static Timestamp? Time(DateTimeOffset? time) => time is { } given ? Timestamp.FromDateTimeOffset(given) : null;
}
