namespace Rag.Memory.Embedded;

/// <summary>A collection as one commit left it: immutable, so that any number of searches may read it while the next commit is made.</summary>
internal sealed class Snapshot
{
    private readonly Dictionary<string, (Part Part, int Source)> _places = [];
    private readonly Dictionary<string, string> _hashes = [];

    public Snapshot(Manifest manifest, IReadOnlyList<Segment> segments)
    {
        Manifest = manifest;
        var parts = new List<Part>();
        long words = 0;
        foreach (var (segment, entry) in segments.Zip(manifest.Segments))
        {
            var part = new Part(segment, entry.Dropped, Slots);
            parts.Add(part);
            Slots += segment.Count;
            foreach (var (i, source) in segment.Sources.Index())
            {
                if (part.IsDropped(i)) continue;
                _places[source.Name] = (part, i);
                _hashes[source.Name] = source.ContentHash;
                Count += source.Count;
                foreach (var length in segment.Lengths.Slice(source.First, source.Count)) words += length;
            }
        }
        Parts = parts;
        AverageLength = Count == 0 ? 1 : Math.Max(1, (double)words / Count);
    }

    public Manifest Manifest { get; }

    public IReadOnlyList<Part> Parts { get; }

    /// <summary>Content hash of each live source.</summary>
    public IReadOnlyDictionary<string, string> Sources => _hashes;

    /// <summary>Live items.</summary>
    public int Count { get; }

    /// <summary>Items of all segments, dropped ones included: an item's slot is its place among them.</summary>
    public int Slots { get; }

    /// <summary>Words in a live item, on average.</summary>
    public double AverageLength { get; }

    /// <summary>Decodes the item in a slot.</summary>
    public Item Read(int slot)
    {
        var part = Parts.Last(part => part.FirstSlot <= slot && part.Segment.Count > 0);
        return part.Segment.Read(slot - part.FirstSlot);
    }

    public Item? Find(string source, int ordinal)
    {
        if (!_places.TryGetValue(source, out var place)) return null;
        var entry = place.Part.Segment.Sources[place.Source];
        return (uint)ordinal < (uint)entry.Count ? place.Part.Segment.Read(entry.First + ordinal) : null;
    }

    /// <summary>A segment, what of it is no longer live, and where its items begin among the slots.</summary>
    public sealed class Part
    {
        private readonly HashSet<int> _droppedSources;
        private readonly bool[]? _droppedItems;

        public Part(Segment segment, IReadOnlyList<int> dropped, int firstSlot)
        {
            Segment = segment;
            FirstSlot = firstSlot;
            _droppedSources = [.. dropped];
            if (dropped.Count == 0) return;
            _droppedItems = new bool[segment.Count];
            foreach (var source in dropped.Select(i => segment.Sources[i])) _droppedItems.AsSpan(source.First, source.Count).Fill(true);
        }

        public Segment Segment { get; }

        public int FirstSlot { get; }

        public bool IsDropped(int source) => _droppedSources.Contains(source);

        public bool IsItemDropped(int item) => _droppedItems is not null && _droppedItems[item];
    }
}
