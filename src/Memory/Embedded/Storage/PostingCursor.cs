namespace Rag.Memory.Embedded.Storage;

/// <summary>
/// Walks a term's postings in rising order of their items and leaps over blocks. It reads a segment that is held; one thread
/// at a time.
/// </summary>
internal sealed unsafe class PostingCursor
{
    /// <summary>The item after the last.</summary>
    public const int End = int.MaxValue;

    private readonly byte* _start;
    private readonly byte* _end;
    private readonly PostingBlock* _blocks; // none where all postings fit in one
    private readonly int _blockCount;
    private byte* _next;
    private int _block;

    public PostingCursor(byte* postings, int length, PostingBlock* blocks, int blockCount)
    {
        _start = _next = postings;
        _end = postings + length;
        _blocks = blocks;
        _blockCount = blockCount;
        Next();
    }

    /// <summary>The current item, or <see cref="End"/>.</summary>
    public int Item { get; private set; } = -1;

    /// <summary>How often it holds the term.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<PostingBlock> Blocks => new(_blocks, _blockCount);

    public void Next()
    {
        if (_next == _end)
        {
            Item = End;
            return;
        }
        var head = Varint();
        Item += (int)(head >> 1);
        Count = (head & 1) != 0 ? 1 : (int)Varint();
    }

    /// <summary>The first block that ends at or after an item that is not before the current one; -1 where there are no blocks.</summary>
    public int BlockOf(int item)
    {
        if (_blockCount == 0) return -1;
        while (_block < _blockCount - 1 && _blocks[_block].Last < item) _block++;
        return _block;
    }

    /// <summary>Moves to the first item that is not before <paramref name="item"/>.</summary>
    public void SeekTo(int item)
    {
        if (Item >= item) return;
        if (BlockOf(item) is var block and > 0)
        {
            ref var before = ref _blocks[block - 1];
            if (before.Last > Item)
            {
                Item = before.Last;
                _next = _start + before.End;
            }
        }
        while (Item < item) Next();
    }

    private uint Varint()
    {
        uint next = *_next++;
        if (next < 0x80) return next;
        var value = next & 0x7F;
        for (var shift = 7; ; shift += 7)
        {
            next = *_next++;
            value |= (next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
