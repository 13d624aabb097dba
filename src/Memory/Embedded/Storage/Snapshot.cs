namespace Rag.Memory.Embedded.Storage;

/// <summary>
/// The committed items at one moment: the segments in order of ingestion. Immutable; what it gives is read while it is held.
/// </summary>
internal sealed class Snapshot
{
    private readonly Dictionary<string, (int Segment, int Source)> _sources = [];
    private readonly int[] _firstItems;

    private readonly IReadOnlyList<Damage> _unreadable;

    /// <param name="segments">In order of ingestion.</param>
    /// <param name="unreadable">Segments of the collection that could not be opened; null for none.</param>
    public Snapshot(IReadOnlyList<LiveSegment> segments, IReadOnlyList<Damage>? unreadable = null)
    {
        Segments = segments;
        _unreadable = unreadable ?? [];
        _firstItems = new int[segments.Count];
        var hashes = new Dictionary<string, string>();
        for (var s = 0; s < segments.Count; s++)
        {
            _firstItems[s] = Slots;
            Slots += segments[s].Segment.Items.Count;
            Items += segments[s].Items;
            var dropped = segments[s].DroppedSources.ToHashSet();
            var sources = segments[s].Segment.Items.Sources;
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

    /// <summary>Segments of the collection that could not be opened.</summary>
    public IReadOnlyList<Damage> Unopened => _unreadable;

    /// <summary>What of the collection is known not to be readable.</summary>
    public IReadOnlyList<Damage> Damages => [.. _unreadable, .. Segments.SelectMany(segment => segment.Segment.Damages)];

    /// <summary>Segments that <see cref="Examine"/> has looked through.</summary>
    public int Examined => Segments.Count(segment => segment.Segment.IsExamined);

    /// <summary>Looks through the segments that have shown damage, so that it is known which of their items can be read.</summary>
    public void Examine()
    {
        foreach (var segment in Segments)
        {
            if (segment.Segment.Damages.Count > 0) segment.Examine();
        }
    }

    /// <summary>Keeps the files open; false where one is closed already.</summary>
    public bool TryHold()
    {
        for (var i = 0; i < Segments.Count; i++)
        {
            if (Segments[i].Segment.TryHold()) continue;
            while (--i >= 0) Segments[i].Segment.Release();
            return false;
        }
        return true;
    }

    public void Release()
    {
        foreach (var segment in Segments) segment.Segment.Release();
    }

    /// <summary>Closes the files that another snapshot does not use; a search under way keeps its files to its end.</summary>
    public void CloseExcept(Snapshot? other)
    {
        var kept = other?.Segments.Select(segment => segment.Segment).ToHashSet() ?? [];
        foreach (var segment in Segments)
        {
            if (!kept.Contains(segment.Segment)) segment.Segment.Dispose();
        }
    }

    /// <summary>The segments without these sources and items; those with nothing left are not among them.</summary>
    public List<LiveSegment> Without(IReadOnlyCollection<string> dropped, IReadOnlyCollection<ItemName> droppedItems)
    {
        var sources = dropped.Select(source => Locate(source)).OfType<(int Segment, int Source)>()
            .ToLookup(place => place.Segment, place => place.Source);
        var items = droppedItems.Select(name => Locate(name.Source, name.Ordinal)).OfType<(int Segment, int Item)>()
            .ToLookup(place => place.Segment, place => place.Item);
        return [.. Segments.Select((segment, s) => sources.Contains(s) || items.Contains(s) ? segment.Drop(sources[s], items[s]) : segment)
            .Where(segment => !segment.IsEmpty)];
    }

    /// <summary>The slot of a segment's first item.</summary>
    public int FirstSlot(int segment) => _firstItems[segment];

    /// <summary>Where a source stands: a segment, and a place in its sources.</summary>
    public (int Segment, int Source)? Locate(string source) =>
        _sources.TryGetValue(source, out var found) ? found : null;

    /// <summary>Where an item stands: a segment, and a place in it.</summary>
    public (int Segment, int Item)? Locate(string source, int ordinal)
    {
        if (Locate(source) is not { } place) return null;
        var segment = Segments[place.Segment];
        var item = segment.Segment.Items.Find(segment.Segment.Items.Sources[place.Source], ordinal);
        return item >= 0 && segment.Contains(item) ? (place.Segment, item) : null;
    }

    public Item? Find(string source, int ordinal) =>
        Locate(source, ordinal) is (var segment, var item) ? Segments[segment].Segment.Items.TryRead(item) : null;

    public ReadOnlyMemory<byte> StatesOf(string source, int ordinal) =>
        Locate(source, ordinal) is (var segment, var item) ? Segments[segment].Segment.Items.TryReadStates(item) : default;

    /// <summary>The items of a source, in the order they were given in, with their states.</summary>
    /// <exception cref="MemoryException">One is damaged.</exception>
    public IEnumerable<Item> ItemsOf(string source)
    {
        if (Locate(source) is not { } place) yield break;
        var segment = Segments[place.Segment];
        var range = segment.Segment.Items.Sources[place.Source];
        for (var item = range.First; item < range.First + range.Count; item++)
        {
            if (segment.Contains(item)) yield return segment.Segment.Items.Read(item) with { States = segment.Segment.Items.TryReadStates(item) };
        }
    }

    /// <summary>Whether all that is kept of a source can be read; true of one that is not there.</summary>
    public bool IsSound(string source)
    {
        if (Locate(source) is not { } place) return true;
        var segment = Segments[place.Segment];
        var range = segment.Segment.Items.Sources[place.Source];
        return Enumerable.Range(range.First, range.Count).All(item => !segment.Contains(item) || segment.Segment.Items.IsSound(item));
    }

    public Item Read(int slot)
    {
        var (segment, item) = Split(slot);
        return Segments[segment].Segment.Items.Read(item);
    }

    /// <summary>The segment of a slot, and the item in it.</summary>
    public (int Segment, int Item) Split(int slot)
    {
        var s = Array.BinarySearch(_firstItems, slot);
        if (s < 0) s = ~s - 1;
        while (s + 1 < _firstItems.Length && _firstItems[s + 1] == slot) s++; // past segments without items
        return (s, slot - _firstItems[s]);
    }
}
