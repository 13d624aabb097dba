namespace Rag.Memory.Embedded;

/// <summary>The committed items at one moment: the segments in order of ingestion. Immutable.</summary>
internal sealed class Snapshot
{
    private readonly Dictionary<string, (int Segment, int Source)> _sources = [];
    private readonly int[] _firstItems;

    public Snapshot(IReadOnlyList<LiveSegment> segments)
    {
        Segments = segments;
        _firstItems = new int[segments.Count];
        var hashes = new Dictionary<string, string>();
        for (var s = 0; s < segments.Count; s++)
        {
            _firstItems[s] = Slots;
            Slots += segments[s].Segment.Items;
            Items += segments[s].Items;
            var dropped = segments[s].DroppedSources.ToHashSet();
            var sources = segments[s].Segment.Sources;
            for (var i = 0; i < sources.Count; i++)
            {
                if (dropped.Contains(i)) continue;
                _sources.Add(sources[i].Name, (s, i));
                hashes.Add(sources[i].Name, sources[i].ContentHash);
            }
        }
        ContentHashes = hashes.AsReadOnly();
    }

    public IReadOnlyList<LiveSegment> Segments { get; }

    /// <summary>Items that are there.</summary>
    public int Items { get; }

    /// <summary>Items in the files, dropped ones included: a slot is an item's place among them.</summary>
    public int Slots { get; }

    public IReadOnlyDictionary<string, string> ContentHashes { get; }

    /// <summary>The slot of a segment's first item.</summary>
    public int FirstSlot(int segment) => _firstItems[segment];

    /// <summary>Where a source stands: a segment, and a place in its sources.</summary>
    public (int Segment, int Source)? Locate(string source) =>
        _sources.TryGetValue(source, out var found) ? found : null;

    public Item? Find(string source, int ordinal)
    {
        if (Locate(source) is not { } place) return null;
        var segment = Segments[place.Segment].Segment;
        var item = segment.Find(segment.Sources[place.Source], ordinal);
        return item < 0 ? null : segment.ReadItem(item, source);
    }

    public Item Read(int slot)
    {
        var s = Array.BinarySearch(_firstItems, slot);
        if (s < 0) s = ~s - 1;
        while (s + 1 < _firstItems.Length && _firstItems[s + 1] == slot) s++; // past segments without items
        var segment = Segments[s].Segment;
        return segment.ReadItem(slot - _firstItems[s], SourceOf(segment, slot - _firstItems[s]));
    }

    private static string SourceOf(Segment segment, int item)
    {
        var (low, high) = (0, segment.Sources.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (segment.Sources[middle].First <= item)
                low = middle;
            else
                high = middle - 1;
        }
        return segment.Sources[low].Name;
    }
}
