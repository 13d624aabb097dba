namespace Rag.Memory.Embedded;

/// <summary>
/// Writes a segment front to back: sources with their items first, then the words in rising order of their bytes.
/// </summary>
internal sealed class SegmentWriter
{
    private readonly Stream _stream;
    private readonly ByteWriter _itemEnds = new();
    private readonly ByteWriter _ordinals = new();
    private readonly ByteWriter _lengths = new();
    private readonly ByteWriter _termEnds = new();
    private readonly ByteWriter _postingEnds = new();
    private readonly ByteWriter _termItems = new();
    private readonly ByteWriter _sourceTable = new();
    private readonly ByteWriter _termText = new();
    private readonly ByteWriter _postingLists = new();
    private long _position;
    private int _items;
    private int _sources;
    private int _terms;

    public SegmentWriter(Stream stream)
    {
        _stream = stream;
        var header = new ByteWriter();
        header.Bytes(SegmentLayout.Magic);
        header.Int32(SegmentLayout.Version);
        Put(header.Written);
    }

    /// <summary>Begins a source; its items follow.</summary>
    public void AddSource(string source, string contentHash, int items)
    {
        _sourceTable.Text(source);
        _sourceTable.Text(contentHash);
        _sourceTable.Varint((ulong)items);
        _sources++;
    }

    /// <summary>Adds an item of the current source.</summary>
    /// <param name="record">See <see cref="ItemRecord"/>.</param>
    /// <param name="ordinal">Its place in the source.</param>
    /// <param name="length">Its words.</param>
    public void AddItem(ReadOnlySpan<byte> record, int ordinal, int length)
    {
        Put(record);
        _itemEnds.Int64(_position);
        _ordinals.Int32(ordinal);
        _lengths.Int32(length);
        _items++;
    }

    public void AddTerm(ReadOnlySpan<byte> term, PostingWriter postings)
    {
        _termText.Bytes(term);
        _postingLists.Bytes(postings.Written);
        _termEnds.Int32(_termText.Length);
        _postingEnds.Int32(_postingLists.Length);
        _termItems.Int32(postings.Items);
        _terms++;
    }

    public void Finish()
    {
        var indexStart = _position;
        var checksum = Checksum.Start;
        foreach (var part in (ReadOnlySpan<ByteWriter>)[_itemEnds, _ordinals, _lengths, _termEnds, _postingEnds,
            _termItems, _sourceTable, _termText, _postingLists])
        {
            Put(part.Written);
            checksum = Checksum.Continue(checksum, part.Written);
        }
        if (_position - indexStart > Array.MaxLength) throw ByteWriter.TooLarge();

        var trailer = new ByteWriter(SegmentLayout.TrailerLength);
        new SegmentLayout(indexStart, _items, _sources, _terms, _sourceTable.Length, _termText.Length,
            _postingLists.Length, Checksum.Finish(checksum)).Write(trailer);
        Put(trailer.Written);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _position += bytes.Length;
    }
}
