using System.Text;
using Rag.Memory.Embedded.Storage;
using Rag.Memory.Filters;
using Rag.Memory.Vectors;

namespace Rag.Memory.Embedded.Search;

/// <summary>Finds which items of a segment a filter lets through, from the terms of <see cref="FilterTerms"/>.</summary>
internal static class FilterEvaluation
{
    /// <summary>The items still there and readable that the filter lets through; null for all of the segment.</summary>
    public static BitSet? Survivors(LiveSegment segment, Filter? filter)
    {
        if (filter is null) return segment.Readable;
        var items = Evaluate(segment.Segment, filter);
        if (segment.Readable is { } readable) items.IntersectWith(readable);
        return items;
    }

    private static BitSet Evaluate(Segment segment, Filter filter) => filter switch
    {
        AllOf all => Intersect(segment, all),
        OneOf { Field.Kind: FieldKind.Source } some => Sources(segment, some.Values.ToHashSet().Contains),
        StartsWith { Field.Kind: FieldKind.Source } some =>
            Sources(segment, source => source.StartsWith(some.Prefix, StringComparison.Ordinal)),
        OneOf { Field.Kind: FieldKind.Modality } some => Union(segment, some.Values.Select(FilterTerms.OfModality)),
        StartsWith { Field.Kind: FieldKind.Modality } some => Run(segment, FilterTerms.OfModality(some.Prefix)),
        OneOf some => Values(segment, some),
        StartsWith some => Prefix(segment, some),
        Between some => Numbers(segment, some),
        During some => Times(segment, some),
        _ => throw new ArgumentException($"{filter} is no filter of this memory.", nameof(filter)),
    };

    private static BitSet Intersect(Segment segment, AllOf all)
    {
        var items = new BitSet(segment.Items.Count);
        items.Add(0, segment.Items.Count);
        foreach (var filter in all.Filters) items.IntersectWith(Evaluate(segment, filter));
        return items;
    }

    private static BitSet Sources(Segment segment, Func<string, bool> fits)
    {
        var items = new BitSet(segment.Items.Count);
        foreach (var source in segment.Items.Sources)
        {
            if (fits(source.Name)) items.Add(source.First, source.Count);
        }
        return items;
    }

    private static BitSet Values(Segment segment, OneOf some)
    {
        var own = some.Values.Where(value => FilterTerms.HasOwnTerm(some.Field.Name, value)).ToList();
        var items = Union(segment, own.Select(value => FilterTerms.Exact(some.Field.Name, value)));
        if (own.Count < some.Values.Count) AddShared(segment, some.Field.Name, some, items);
        return items;
    }

    private static BitSet Prefix(Segment segment, StartsWith some)
    {
        var name = some.Field.Name;
        var items = FilterTerms.HasOwnTerm(name, some.Prefix)
            ? Run(segment, FilterTerms.Exact(name, some.Prefix))
            : new BitSet(segment.Items.Count);
        AddShared(segment, name, some, items);
        return items;
    }

    private static BitSet Numbers(Segment segment, Between some)
    {
        var start = FilterTerms.Exact(some.Name, "");
        var skip = Encoding.UTF8.GetByteCount(start);
        var items = FilterTerms.IsWellFormed(some.Name)
            ? Run(segment, start, term => some.Matches(Encoding.UTF8.GetString(term[skip..])))
            : new BitSet(segment.Items.Count);
        AddShared(segment, some.Name, some, items);
        return items;
    }

    private static BitSet Times(Segment segment, During some)
    {
        var items = new BitSet(segment.Items.Count);
        var first = Encoding.UTF8.GetBytes(FilterTerms.OfTime(some.From ?? DateTimeOffset.MinValue));
        var last = Encoding.UTF8.GetBytes(FilterTerms.OfTime(some.To ?? DateTimeOffset.MaxValue));
        for (var t = segment.Words.FirstFrom(first); t < segment.Words.Count && segment.Words.Term(t).SequenceCompareTo(last) <= 0; t++)
            AddItems(segment, t, items);
        return items;
    }

    private static BitSet Union(Segment segment, IEnumerable<string> terms)
    {
        var items = new BitSet(segment.Items.Count);
        foreach (var term in terms)
        {
            var found = segment.Words.Find(Encoding.UTF8.GetBytes(term));
            if (found >= 0) AddItems(segment, found, items);
        }
        return items;
    }

    private delegate bool TermTest(ReadOnlySpan<byte> term);

    private static BitSet Run(Segment segment, string start, TermTest? fits = null)
    {
        var items = new BitSet(segment.Items.Count);
        var bytes = Encoding.UTF8.GetBytes(start);
        for (var t = segment.Words.FirstFrom(bytes); t < segment.Words.Count && segment.Words.Term(t).StartsWith(bytes); t++)
        {
            if (fits is null || fits(segment.Words.Term(t))) AddItems(segment, t, items);
        }
        return items;
    }

    private static void AddShared(Segment segment, string name, Filter filter, BitSet items)
    {
        var found = segment.Words.Find(Encoding.UTF8.GetBytes(FilterTerms.Shared(name)));
        if (found < 0) return;
        for (var postings = segment.Words.Postings(found); postings.Read();)
        {
            if (segment.Items.TryRead(postings.Item) is { } item && filter.Matches(item)) items.Add(postings.Item);
        }
    }

    private static void AddItems(Segment segment, int term, BitSet items)
    {
        for (var postings = segment.Words.Postings(term); postings.Read();) items.Add(postings.Item);
    }
}
