namespace Rag.Memory.Embedded;

/// <summary>The parts of a segment file, drawn in <c>FORMAT.md</c>; offsets are relative to the index.</summary>
internal readonly record struct SegmentLayout(
    long IndexStart, int Items, int Sources, int Terms, int SourceBytes, int TermBytes, int PostingBytes, uint IndexChecksum)
{
    public const int Version = 1;
    public const int HeaderLength = 12;
    public const int TrailerLength = 40;
    public const int ItemEnds = 0;

    public static ReadOnlySpan<byte> Magic => "RAG-SEGM"u8;

    public int Ordinals => 8 * Items;
    public int Lengths => 12 * Items;
    public int TermEnds => 16 * Items;
    public int PostingEnds => TermEnds + 4 * Terms;
    public int TermItems => TermEnds + 8 * Terms;
    public int SourceTable => TermEnds + 12 * Terms;
    public int TermText => SourceTable + SourceBytes;
    public int PostingLists => TermText + TermBytes;
    public long IndexLength => 16L * Items + 12L * Terms + SourceBytes + TermBytes + PostingBytes;

    public void Write(ByteWriter trailer)
    {
        trailer.Clear();
        trailer.Int64(IndexStart);
        trailer.Int32(Items);
        trailer.Int32(Sources);
        trailer.Int32(Terms);
        trailer.Int32(SourceBytes);
        trailer.Int32(TermBytes);
        trailer.Int32(PostingBytes);
        trailer.UInt32(IndexChecksum);
        trailer.UInt32(Checksum.Of(trailer.Written));
    }

    /// <exception cref="InvalidDataException">The trailer does not belong to a file of this length.</exception>
    public static SegmentLayout Read(ReadOnlySpan<byte> trailer, long fileLength)
    {
        if (Checksum.Of(trailer[..^4]) != new ByteReader(trailer[^4..]).UInt32())
            throw new InvalidDataException("the checksum of its last bytes does not fit");
        var reader = new ByteReader(trailer);
        var layout = new SegmentLayout(reader.Int64(), reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32(),
            reader.Int32(), reader.Int32(), reader.UInt32());
        if (layout.IndexStart + layout.IndexLength + TrailerLength != fileLength || layout.IndexLength > Array.MaxLength)
            throw new InvalidDataException("its parts do not add up to its length");
        return layout;
    }
}
