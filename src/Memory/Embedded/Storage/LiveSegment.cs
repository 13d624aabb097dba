using Rag.Memory.Vectors;

namespace Rag.Memory.Embedded.Storage;

/// <summary>A segment without what was removed or replaced since it was written.</summary>
internal sealed class LiveSegment
{
    /// <param name="segment">The file.</param>
    /// <param name="droppedSources">Places in <see cref="SegmentItems.Sources"/>, rising.</param>
    /// <param name="droppedItems">Items dropped from sources that are still there, rising.</param>
    public LiveSegment(Segment segment, IReadOnlyList<int> droppedSources, IReadOnlyList<int> droppedItems)
    {
        Segment = segment;
        DroppedSources = droppedSources;
        DroppedItems = droppedItems;
        Items = segment.Items.Count;
        if (droppedSources.Count + droppedItems.Count == 0) return;
        Live = new BitSet(segment.Items.Count);
        Live.Add(0, segment.Items.Count);
        foreach (var dropped in droppedSources) Live.Remove(segment.Items.Sources[dropped].First, segment.Items.Sources[dropped].Count);
        foreach (var dropped in droppedItems) Live.Remove(dropped);
        Items = Live.Count;
    }

    public Segment Segment { get; }

    public IReadOnlyList<int> DroppedSources { get; }

    public IReadOnlyList<int> DroppedItems { get; }

    /// <summary>Items that are still there.</summary>
    public int Items { get; }

    /// <summary>Which items are still there; null where all are.</summary>
    public BitSet? Live { get; }

    /// <summary>Which items are still there, without those that are known to be damaged; null where all are.</summary>
    public BitSet? Readable
    {
        get
        {
            if (Segment.Unreadable is not { } unreadable) return Live;
            var readable = new BitSet(Segment.Items.Count);
            for (var item = 0; item < Segment.Items.Count; item++)
            {
                if (Contains(item) && !unreadable.Contains(item)) readable.Add(item);
            }
            return readable;
        }
    }

    public bool IsEmpty => DroppedSources.Count == Segment.Items.Sources.Count;

    public LiveSegment Drop(IEnumerable<int> sources, IEnumerable<int> items)
    {
        int[] allSources = [.. DroppedSources.Union(sources).Order()];
        var gone = new LiveSegment(Segment, allSources, []);
        return new LiveSegment(Segment, allSources, [.. DroppedItems.Union(items).Where(item => gone.Contains(item)).Order()]);
    }

    /// <summary>Reads all that is still there, so that what is damaged of it is known.</summary>
    public void Examine() => Segment.Examine(Contains);

    public bool Contains(int item) => Live is null || Live.Contains(item);

    /// <summary>Items still there that hold a word.</summary>
    public int CountItems(int term)
    {
        if (Live is null) return Segment.Words.ItemsOf(term);
        var count = 0;
        for (var postings = Segment.Words.Postings(term); postings.Read();)
        {
            if (Live.Contains(postings.Item)) count++;
        }
        return count;
    }

    /// <summary>Words of the items that are still there.</summary>
    public long CountWords()
    {
        var words = 0L;
        var lengths = Segment.Words.Lengths;
        for (var item = 0; item < lengths.Length; item++)
        {
            if (Contains(item)) words += lengths[item];
        }
        return words;
    }

    /// <summary>Vectors of items that are still there; 0 where they are damaged.</summary>
    public int CountVectors()
    {
        if (Live is null) return Segment.Vectors.Count;
        if (!Segment.Vectors.AreSound) return 0;
        var count = 0;
        foreach (var item in Segment.Vectors.Items)
        {
            if (Live.Contains(item)) count++;
        }
        return count;
    }
}
