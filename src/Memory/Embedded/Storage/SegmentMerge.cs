using Rag.Memory.Words;

namespace Rag.Memory.Embedded.Storage;

/// <summary>
/// Writes neighbouring segments as one, without what was dropped. Items keep their order and their bytes; postings are
/// renumbered; only what was indexed by older rules of words is tokenized again. A segment whose vectors are damaged is left as it is.
/// </summary>
internal static class SegmentMerge
{
    /// <summary>More segments than this are merged.</summary>
    public const int MostSegments = 8;

    /// <summary>Segments with larger indexes together stay apart, so that what is indexed stays well within 2 GB.</summary>
    private const long LargestIndex = 1 << 30;

    /// <summary>Bytes in the log from which on it is merged.</summary>
    private const long LargestLogged = 8 << 20;

    /// <summary>
    /// Which segments to merge now, if any: one that is mostly dropped, or whose words had to be made anew; or, when there are many, the
    /// newest with every older neighbour that is no larger than all the newer together. So an item is rewritten about log(n) times.
    /// </summary>
    public static Range? Choose(IReadOnlyList<LiveSegment> segments)
    {
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i].Segment;
            var isDue = segments[i].Items < segment.Items.Count / 2 || segment is { HasMendedWords: true, Unreadable: null };
            if (isDue && segment.Vectors.AreSound) return i..(i + 1);
        }
        if (segments.Count <= MostSegments) return null;

        var first = segments.Count;
        for (var (items, bytes) = (0L, 0L); first > 0; first--)
        {
            var older = segments[first - 1];
            items += older.Items;
            bytes += Size(older);
            if (bytes > LargestIndex || segments.Count - first >= 2 && older.Items > items - older.Items || !older.Segment.Vectors.AreSound) break;
        }
        return segments.Count - first >= 2 ? first..segments.Count : null;
    }

    /// <summary>Whether merging has something to do: many commits in the log or large ones, or <see cref="Choose"/>.</summary>
    public static bool IsDue(IReadOnlyList<LiveSegment> segments)
    {
        var logged = segments.Where(segment => segment.Segment.IsLogged).ToList();
        return logged.Count >= MostSegments || logged.Sum(segment => segment.Segment.FileLength) >= LargestLogged || Choose(segments) is not null;
    }

    /// <summary>Merges what stands in the log, and what is to be merged then.</summary>
    /// <param name="segments">In the order of ingestion.</param>
    /// <param name="everything">Whether to merge the rest too, as far as an index may grow.</param>
    /// <param name="merge">Writes neighbours as one.</param>
    public static List<LiveSegment> Plan(
        IReadOnlyList<LiveSegment> segments, bool everything, Func<IReadOnlyList<LiveSegment>, LiveSegment> merge)
    {
        var merged = segments.ToList();
        if (everything && (merged.Count > 1 || merged.Any(segment => segment.Segment.IsLogged || segment.Live is not null)))
        {
            for (var first = 0; first < merged.Count; first++)
            {
                var (count, bytes) = (0, 0L);
                while (first + count < merged.Count && merged[first + count].Segment.Vectors.AreSound
                    && (count == 0 || bytes + Size(merged[first + count]) <= LargestIndex))
                    bytes += Size(merged[first + count++]);
                if (count > 0) Replace(first, count);
            }
            return merged;
        }
        for (var first = 0; first < merged.Count; first++)
        {
            var count = merged.Skip(first).TakeWhile(segment => segment.Segment.IsLogged).Count();
            if (count > 0) Replace(first, count);
        }
        while (Choose(merged) is { } range)
        {
            var (first, count) = range.GetOffsetAndLength(merged.Count);
            Replace(first, count);
        }
        return merged;

        void Replace(int first, int count)
        {
            var one = merge(merged.GetRange(first, count));
            merged.RemoveRange(first, count);
            merged.Insert(first, one);
        }
    }

    /// <summary>What commits have done since the merging began: drops in the segments it covered, and the segments after them.</summary>
    public static (List<LiveSegment> Covered, List<LiveSegment> Later) CatchUp(
        Snapshot before, IReadOnlyList<LiveSegment> merged, Snapshot now)
    {
        var old = before.Segments.Select(segment => segment.Segment).ToHashSet();
        var covered = new List<LiveSegment>();
        foreach (var segment in merged)
        {
            var current = old.Contains(segment.Segment)
                ? now.Segments.FirstOrDefault(other => other.Segment == segment.Segment)
                : WithoutDropped(segment, now, old);
            if (current is { IsEmpty: false }) covered.Add(current);
        }
        return (covered, [.. now.Segments.Where(segment => !old.Contains(segment.Segment))]);
    }

    private static LiveSegment WithoutDropped(LiveSegment fresh, Snapshot now, HashSet<Segment> old)
    {
        var (sources, items) = (new List<int>(), new List<int>());
        foreach (var (i, source) in fresh.Segment.Items.Sources.Index())
        {
            if (now.Locate(source.Name) is not (var place, _) || !old.Contains(now.Segments[place].Segment)) sources.Add(i);
            else if (now.Segments[place].DroppedItems.Count > 0)
            {
                items.AddRange(Enumerable.Range(source.First, source.Count)
                    .Where(item => now.Locate(source.Name, fresh.Segment.Items.Ordinals[item]) is null));
            }
        }
        return sources.Count + items.Count == 0 ? fresh : fresh.Drop(sources, items);
    }

    private static long Size(LiveSegment segment) => Math.Max(segment.Segment.IndexLength, segment.Segment.Vectors.Length);

    /// <param name="segments">Neighbours.</param>
    /// <param name="tokenizer">Reads the words of those anew that were read by older rules.</param>
    public static void Write(IReadOnlyList<LiveSegment> segments, Stream stream, GraphOptions graph, int dimension, WordTokenizer tokenizer)
    {
        var writer = new SegmentWriter(stream, graph, dimension, tokenizer.Rules);
        var renumbered = segments.Select(s => new int[s.Segment.Items.Count]).ToArray();
        var items = 0;
        for (var s = 0; s < segments.Count; s++) items = CopyItems(segments[s], renumbered[s], items, writer);
        var indexed = segments.Select(s => s.Segment.Words.Rules == tokenizer.Rules ? s.Segment : s.Segment.WithWords(tokenizer));
        CopyTerms([.. indexed], renumbered, writer);
        writer.Finish();
    }

    private static int CopyItems(LiveSegment from, int[] renumbered, int next, SegmentWriter writer)
    {
        Array.Fill(renumbered, -1);
        var segment = from.Segment;
        var codes = segment.Vectors.Count > 0 ? segment.Vectors.Codes : default;
        var dropped = from.DroppedSources.ToHashSet();
        var vector = 0;
        for (var i = 0; i < segment.Items.Sources.Count; i++)
        {
            if (dropped.Contains(i)) continue;
            var source = segment.Items.Sources[i];
            var items = Enumerable.Range(source.First, source.Count).Where(from.Contains).ToArray();
            writer.AddSource(source.Name, source.ContentHash, items.Length);
            foreach (var item in items)
            {
                writer.AddItem(segment.Items.Record(item), segment.Items.Ordinals[item], segment.Words.Lengths[item], segment.Items.StateRecord(item));
                while (vector < segment.Vectors.Count && segment.Vectors.Items[vector] < item) vector++;
                if (vector < segment.Vectors.Count && segment.Vectors.Items[vector] == item)
                    writer.AddVector(codes.Row(vector), codes.Scale(vector));
                renumbered[item] = next++;
            }
        }
        return next;
    }

    private static void CopyTerms(IReadOnlyList<Segment> segments, int[][] renumbered, SegmentWriter writer)
    {
        var next = new int[segments.Count];
        var postings = new PostingWriter();
        while (FirstOf(segments, next) is var first and >= 0)
        {
            var term = segments[first].Words.Term(next[first]);
            postings.Clear();
            for (var s = first; s < segments.Count; s++)
            {
                var words = segments[s].Words;
                if (next[s] == words.Count || !words.Term(next[s]).SequenceEqual(term)) continue;
                for (var old = words.Postings(next[s]++); old.Read();)
                {
                    if (renumbered[s][old.Item] >= 0) postings.Add(renumbered[s][old.Item], old.Count);
                }
            }
            if (postings.Items > 0) writer.AddTerm(term, postings);
        }
    }

    // The first segment whose next word comes before, or with, those of all others; -1 at the end.
    private static int FirstOf(IReadOnlyList<Segment> segments, int[] next)
    {
        var first = -1;
        for (var s = 0; s < segments.Count; s++)
        {
            if (next[s] == segments[s].Words.Count) continue;
            if (first < 0 || segments[s].Words.Term(next[s])
                .SequenceCompareTo(segments[first].Words.Term(next[first])) < 0) first = s;
        }
        return first;
    }
}
