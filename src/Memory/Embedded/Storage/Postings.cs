namespace Rag.Memory.Embedded.Storage;

/// <summary>
/// Reads the items that hold a word, and how often. An item is the distance from the one before, shifted left by one;
/// the lowest bit says that the count is 1, else the count follows. Both are variable-length integers.
/// </summary>
internal ref struct PostingReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _next;

    public int Item { get; private set; } = -1;

    public int Count { get; private set; }

    /// <summary>Bytes read.</summary>
    public readonly int Position => _next;

    public bool Read()
    {
        if (_next == _bytes.Length) return false;
        var head = Varint();
        Item += (int)(head >> 1);
        Count = (head & 1) != 0 ? 1 : (int)Varint();
        return true;
    }

    private uint Varint()
    {
        uint next = _bytes[_next++];
        if (next < 0x80) return next;
        var value = next & 0x7F;
        for (var shift = 7; ; shift += 7)
        {
            next = _bytes[_next++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}

/// <summary>Writes what <see cref="PostingReader"/> reads; items come in rising order.</summary>
internal sealed class PostingWriter
{
    private readonly ByteWriter _bytes = new(8);
    private int _last = -1;

    /// <summary>Items written.</summary>
    public int Items { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.Written;

    public void Add(int item, int count)
    {
        var distance = (ulong)(item - _last);
        _bytes.Varint((distance << 1) | (count == 1 ? 1u : 0u));
        if (count != 1) _bytes.Varint((ulong)count);
        _last = item;
        Items++;
    }

    public void Clear()
    {
        _bytes.Clear();
        _last = -1;
        Items = 0;
    }
}
