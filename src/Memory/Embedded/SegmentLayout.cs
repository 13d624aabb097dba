namespace Rag.Memory.Embedded;

/// <summary>The parts of a segment file after its items, in their order; <c>FORMAT.md</c> draws them.</summary>
internal enum SegmentPart
{
    ItemEnds,
    Ordinals,
    Lengths,
    Sources,
    TermEnds,
    PostingEnds,
    TermItems,
    TermText,
    Postings,
    VectorItems,
    Scales,
    Codes,
    GraphStarts,
    GraphLinks,
    GraphUpper,
}

/// <summary>Where a part lies; the checksum covers it and the zeros up to the next.</summary>
internal readonly record struct PartPlace(long Start, long Length, uint Checksum)
{
    public const int Alignment = 64;

    /// <summary>Where the next part begins.</summary>
    public long End => (Start + Length + Alignment - 1) / Alignment * Alignment;
}

/// <summary>How many of everything a segment has.</summary>
/// <param name="Dimension">Numbers of a vector.</param>
/// <param name="GraphM">M of the graph; 0 without one.</param>
internal readonly record struct SegmentCounts(
    int Items, int Sources, int Terms, int Vectors, int Dimension, int GraphM, int GraphEntry, int GraphTop);

/// <summary>The table at the end of a segment file.</summary>
internal sealed record SegmentLayout(SegmentCounts Counts, IReadOnlyList<PartPlace> Parts)
{
    public const int Version = 2;
    public const int HeaderLength = 12;
    public const int TrailerLength = PartCount * 20 + 8 * 4 + 4;
    private const int PartCount = (int)SegmentPart.GraphUpper + 1;

    public static ReadOnlySpan<byte> Magic => "RAG-SEGM"u8;

    public PartPlace this[SegmentPart part] => Parts[(int)part];

    /// <summary>Bytes of the parts that hold ids and words.</summary>
    public long IndexLength => this[SegmentPart.VectorItems].Start - this[SegmentPart.ItemEnds].Start;

    /// <summary>Bytes of the parts that a search by vector reads: codes and graph.</summary>
    public long VectorLength => this[SegmentPart.GraphUpper].End - this[SegmentPart.VectorItems].Start;

    public void Write(ByteWriter trailer)
    {
        trailer.Clear();
        foreach (var part in Parts)
        {
            trailer.Int64(part.Start);
            trailer.Int64(part.Length);
            trailer.UInt32(part.Checksum);
        }
        foreach (var count in (ReadOnlySpan<int>)[Counts.Items, Counts.Sources, Counts.Terms, Counts.Vectors,
            Counts.Dimension, Counts.GraphM, Counts.GraphEntry, Counts.GraphTop]) trailer.Int32(count);
        trailer.UInt32(Checksum.Of(trailer.Written));
    }

    /// <exception cref="InvalidDataException">The trailer does not belong to a file of this length.</exception>
    public static SegmentLayout Read(ReadOnlySpan<byte> trailer, long fileLength)
    {
        if (Checksum.Of(trailer[..^4]) != new ByteReader(trailer[^4..]).UInt32())
            throw new InvalidDataException("the checksum of its last bytes does not fit");
        var reader = new ByteReader(trailer);
        var parts = new PartPlace[PartCount];
        for (var i = 0; i < parts.Length; i++) parts[i] = new PartPlace(reader.Int64(), reader.Int64(), reader.UInt32());
        var counts = new SegmentCounts(reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32(),
            reader.Int32(), reader.Int32(), reader.Int32());
        var layout = new SegmentLayout(counts, parts);
        if (!layout.AddsUp(fileLength)) throw new InvalidDataException("its parts do not add up to its length");
        return layout;
    }

    private bool AddsUp(long fileLength)
    {
        for (var i = 1; i < PartCount; i++)
        {
            if (Parts[i].Start != Parts[i - 1].End || Parts[i].Length < 0) return false;
        }
        return Parts[^1].End + TrailerLength == fileLength
            && this[SegmentPart.ItemEnds].Length == 8L * Counts.Items
            && this[SegmentPart.Lengths].Length == 4L * Counts.Items
            && this[SegmentPart.Ordinals].Length == 4L * Counts.Items
            && this[SegmentPart.TermEnds].Length == 4L * Counts.Terms
            && this[SegmentPart.PostingEnds].Length == 4L * Counts.Terms
            && this[SegmentPart.TermItems].Length == 4L * Counts.Terms
            && this[SegmentPart.VectorItems].Length == 4L * Counts.Vectors
            && this[SegmentPart.Scales].Length == 4L * Counts.Vectors
            && this[SegmentPart.Codes].Length == (long)Counts.Dimension * Counts.Vectors;
    }
}
