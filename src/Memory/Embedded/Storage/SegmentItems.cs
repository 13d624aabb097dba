namespace Rag.Memory.Embedded.Storage;

/// <summary>A source in a segment: the <paramref name="Count"/> items that begin with <paramref name="First"/>.</summary>
internal readonly record struct SegmentSource(string Name, string ContentHash, int First, int Count);

/// <summary>A segment's items, with the sources they are of and what a decoder reads of them. Each is checked when it is read.</summary>
internal sealed class SegmentItems
{
    private readonly MappedFile _file;
    private readonly SegmentLayout _layout;
    private readonly SegmentDamage _damage;

    public SegmentItems(MappedFile file, SegmentLayout layout, SegmentDamage damage)
    {
        (_file, _layout, _damage) = (file, layout, damage);
        Sources = ReadSources();
    }

    public int Count => _layout.Counts.Items;

    public IReadOnlyList<SegmentSource> Sources { get; }

    public ReadOnlySpan<int> Ordinals => _file.Values<int>(_layout[SegmentPart.Ordinals].Start, Count);

    /// <summary>Bytes of what a decoder reads of the items.</summary>
    public long StateLength
    {
        get
        {
            var length = 0L;
            for (var item = 0; _layout.HasStates && item < Count; item++) length += StateRecord(item).Length;
            return length;
        }
    }

    /// <summary>The item of a source with this ordinal, or -1.</summary>
    public int Find(SegmentSource source, int ordinal)
    {
        var found = Ordinals.Slice(source.First, source.Count).IndexOf(ordinal);
        return found < 0 ? -1 : source.First + found;
    }

    /// <summary>The source of an item.</summary>
    public SegmentSource SourceOf(int item)
    {
        var (low, high) = (0, Sources.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (Sources[middle].First <= item)
                low = middle;
            else
                high = middle - 1;
        }
        return Sources[low];
    }

    /// <exception cref="MemoryException">The item's bytes are damaged.</exception>
    public Item Read(int item) => TryRead(item) ?? throw _damage.Failure;

    /// <summary>The item, or null where its bytes are damaged.</summary>
    public Item? TryRead(int item)
    {
        try
        {
            return ItemRecord.Read(Record(item), SourceOf(item).Name, _layout.Counts.Dimension);
        }
        catch (InvalidDataException e)
        {
            _damage.Note(e, SourceOf(item).Name);
            return null;
        }
    }

    /// <summary>The bytes of an item; see <see cref="ItemRecord"/>.</summary>
    public ReadOnlySpan<byte> Record(int item)
    {
        var ends = _file.Values<long>(_layout[SegmentPart.ItemEnds].Start, Count);
        var before = _file.Values<long>(_layout[_layout.HasStates ? SegmentPart.StateEnds : SegmentPart.ItemEnds].Start, Count);
        var start = item == 0 ? SegmentLayout.HeaderLength : before[item - 1];
        return _file.Bytes(start, (int)(ends[item] - start));
    }

    /// <summary>Whether an item and its states can be read.</summary>
    public bool IsSound(int item) => TryRead(item) is not null && States(item) is not null;

    /// <summary>What a decoder reads of an item; empty where there is nothing, or its bytes are damaged.</summary>
    public ReadOnlyMemory<byte> TryReadStates(int item) => States(item) ?? default;

    private ReadOnlyMemory<byte>? States(int item)
    {
        try
        {
            return Storage.StateRecord.Read(StateRecord(item));
        }
        catch (InvalidDataException e)
        {
            _damage.Note(e, SourceOf(item).Name);
            return null;
        }
    }

    /// <summary>The bytes of that; see <see cref="Storage.StateRecord"/>.</summary>
    public ReadOnlySpan<byte> StateRecord(int item)
    {
        if (!_layout.HasStates) return [];
        var start = _file.Values<long>(_layout[SegmentPart.ItemEnds].Start, Count)[item];
        return _file.Bytes(start, (int)(_file.Values<long>(_layout[SegmentPart.StateEnds].Start, Count)[item] - start));
    }

    private SegmentSource[] ReadSources()
    {
        var place = _layout[SegmentPart.Sources];
        var reader = new ByteReader(_file.Bytes(place.Start, checked((int)place.Length)));
        var sources = new SegmentSource[_layout.Counts.Sources];
        var first = 0;
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = new SegmentSource(reader.Text(), reader.Text(), first, reader.Count());
            first += sources[i].Count;
        }
        return sources;
    }
}
