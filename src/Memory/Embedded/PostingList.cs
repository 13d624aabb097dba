namespace Rag.Memory.Embedded;

/// <summary>The items a term occurs in, ascending, each with how often: pairs of (distance from the item before, occurrences).</summary>
internal sealed class PostingList
{
    private readonly ByteBuffer _complete = new();
    private int _previous = -1;
    private int _item = -1;
    private int _occurrences;

    /// <summary>Everything counted so far, encoded.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            Complete();
            return _complete.Written;
        }
    }

    /// <summary>Counts occurrences in an item; items come in ascending order.</summary>
    public void Count(int item, int occurrences = 1)
    {
        if (item != _item)
        {
            Complete();
            _item = item;
        }
        _occurrences += occurrences;
    }

    /// <summary>Decodes encoded postings.</summary>
    public static Cursor Read(ReadOnlySpan<byte> bytes) => new(bytes);

    private void Complete()
    {
        if (_occurrences == 0) return;
        _complete.Add(_item - _previous);
        _complete.Add(_occurrences);
        (_previous, _occurrences) = (_item, 0);
    }

    /// <summary>Steps through encoded postings.</summary>
    internal ref struct Cursor(ReadOnlySpan<byte> bytes)
    {
        private ByteCursor _bytes = new(bytes);
        private int _item = -1;

        public (int Item, int Occurrences) Current { readonly get; private set; }

        public readonly Cursor GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_bytes.AtEnd) return false;
            _item += _bytes.ReadInt();
            Current = (_item, _bytes.ReadInt());
            return true;
        }
    }
}
