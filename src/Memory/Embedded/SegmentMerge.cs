namespace Rag.Memory.Embedded;

/// <summary>
/// Writes neighbouring segments as one, without what was dropped. Items keep their order and their bytes; postings are
/// renumbered, so nothing is tokenized again.
/// </summary>
internal static class SegmentMerge
{
    /// <summary>More segments than this are merged.</summary>
    public const int MostSegments = 8;

    /// <summary>Segments with larger indexes together stay apart, so that what is indexed stays well within 2 GB.</summary>
    private const long LargestIndex = 1 << 30;

    /// <summary>
    /// Which segments to merge now, if any: one that is mostly dropped, or, when there are many, the newest with every
    /// older neighbour that is no larger than all the newer together. So an item is rewritten about log(n) times.
    /// </summary>
    public static Range? Choose(IReadOnlyList<LiveSegment> segments)
    {
        for (var i = 0; i < segments.Count; i++)
        {
            if (segments[i].Items < segments[i].Segment.Items / 2) return i..(i + 1);
        }
        if (segments.Count <= MostSegments) return null;

        var first = segments.Count;
        for (var (items, bytes) = (0L, 0L); first > 0; first--)
        {
            var older = segments[first - 1];
            items += older.Items;
            bytes += Math.Max(older.Segment.IndexLength, older.Segment.VectorLength);
            if (bytes > LargestIndex || segments.Count - first >= 2 && older.Items > items - older.Items) break;
        }
        return segments.Count - first >= 2 ? first..segments.Count : null;
    }

    public static void Write(IReadOnlyList<LiveSegment> segments, Stream stream, GraphOptions graph, int dimension)
    {
        var writer = new SegmentWriter(stream, graph, dimension);
        var renumbered = segments.Select(s => new int[s.Segment.Items]).ToArray();
        var items = 0;
        for (var s = 0; s < segments.Count; s++) items = CopyItems(segments[s], renumbered[s], items, writer);
        CopyTerms(segments, renumbered, writer);
        writer.Finish();
    }

    private static int CopyItems(LiveSegment from, int[] renumbered, int next, SegmentWriter writer)
    {
        Array.Fill(renumbered, -1);
        var segment = from.Segment;
        var codes = segment.Vectors > 0 ? segment.Codes : default;
        var dropped = from.DroppedSources.ToHashSet();
        var vector = 0;
        for (var i = 0; i < segment.Sources.Count; i++)
        {
            if (dropped.Contains(i)) continue;
            var source = segment.Sources[i];
            var items = Enumerable.Range(source.First, source.Count).Where(from.Contains).ToArray();
            writer.AddSource(source.Name, source.ContentHash, items.Length);
            foreach (var item in items)
            {
                writer.AddItem(segment.ReadRecord(item), segment.Ordinals[item], segment.Lengths[item]);
                while (vector < segment.Vectors && segment.VectorItems[vector] < item) vector++;
                if (vector < segment.Vectors && segment.VectorItems[vector] == item)
                    writer.AddVector(codes.Row(vector), codes.Scale(vector));
                renumbered[item] = next++;
            }
        }
        return next;
    }

    private static void CopyTerms(IReadOnlyList<LiveSegment> segments, int[][] renumbered, SegmentWriter writer)
    {
        var next = new int[segments.Count];
        var postings = new PostingWriter();
        while (FirstOf(segments, next) is var first and >= 0)
        {
            var term = segments[first].Segment.Term(next[first]);
            postings.Clear();
            for (var s = first; s < segments.Count; s++)
            {
                var segment = segments[s].Segment;
                if (next[s] == segment.Terms || !segment.Term(next[s]).SequenceEqual(term)) continue;
                for (var old = segment.Postings(next[s]++); old.Read();)
                {
                    if (renumbered[s][old.Item] >= 0) postings.Add(renumbered[s][old.Item], old.Count);
                }
            }
            if (postings.Items > 0) writer.AddTerm(term, postings);
        }
    }

    // The first segment whose next word comes before, or with, those of all others; -1 at the end.
    private static int FirstOf(IReadOnlyList<LiveSegment> segments, int[] next)
    {
        var first = -1;
        for (var s = 0; s < segments.Count; s++)
        {
            if (next[s] == segments[s].Segment.Terms) continue;
            if (first < 0 || segments[s].Segment.Term(next[s])
                .SequenceCompareTo(segments[first].Segment.Term(next[first])) < 0) first = s;
        }
        return first;
    }
}
