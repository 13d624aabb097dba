using Rag.Memory.Words;

namespace Rag.Memory.Embedded.Storage;

/// <summary>The parts of a segment file after its items, in their order; <c>FORMAT.md</c> draws them.</summary>
internal enum SegmentPart
{
    ItemEnds,
    StateEnds,
    Ordinals,
    Lengths,
    Sources,
    TermEnds,
    PostingEnds,
    TermItems,
    TermText,
    Postings,
    BlockEnds,
    Blocks,
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
/// <param name="Rules">By which its words were read.</param>
internal readonly record struct SegmentCounts(
    int Items, int Sources, int Terms, int Vectors, int Dimension, int GraphM, int GraphEntry, int GraphTop, WordRules Rules);

/// <summary>The table at the end of a segment file.</summary>
internal sealed record SegmentLayout(SegmentCounts Counts, IReadOnlyList<PartPlace> Parts)
{
    public const int Version = 5;

    /// <summary>The same without the rules of its words, which were <see cref="WordRules.Plain"/>.</summary>
    private const int VersionWithoutRules = 4;

    /// <summary>The same without states too: <see cref="SegmentPart.StateEnds"/> is missing.</summary>
    private const int VersionWithoutStates = 3;

    /// <summary>The same without blocks too: <see cref="SegmentPart.BlockEnds"/> and <see cref="SegmentPart.Blocks"/> are missing.</summary>
    public const int OldestVersion = 2;

    public const int HeaderLength = 12;
    private const int PartCount = (int)SegmentPart.GraphUpper + 1;

    public static ReadOnlySpan<byte> Magic => "RAG-SEGM"u8;

    public PartPlace this[SegmentPart part] => Parts[(int)part];

    /// <summary>Bytes of the parts that hold ids and words.</summary>
    public long IndexLength => this[SegmentPart.VectorItems].Start - this[SegmentPart.ItemEnds].Start;

    /// <summary>Bytes of the parts that a search by vector reads: codes and graph.</summary>
    public long VectorLength => this[SegmentPart.GraphUpper].End - this[SegmentPart.VectorItems].Start;

    /// <summary>Whether long postings are cut into blocks.</summary>
    public bool HasBlocks => this[SegmentPart.BlockEnds].Length > 0;

    /// <summary>Whether states stand between the items.</summary>
    public bool HasStates => this[SegmentPart.StateEnds].Length > 0;

    public static int TrailerLength(int version) => Enum.GetValues<SegmentPart>().Count(part => IsIn(part, version)) * 20
        + (version > VersionWithoutRules ? 9 : 8) * 4 + 4;

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
            Counts.Dimension, Counts.GraphM, Counts.GraphEntry, Counts.GraphTop, (int)Counts.Rules]) trailer.Int32(count);
        trailer.UInt32(Checksum.Of(trailer.Written));
    }

    /// <exception cref="InvalidDataException">The trailer does not belong to a file of this length.</exception>
    public static SegmentLayout Read(ReadOnlySpan<byte> trailer, int version, long fileLength)
    {
        if (Checksum.Of(trailer[..^4]) != new ByteReader(trailer[^4..]).UInt32())
            throw new InvalidDataException("the checksum of its last bytes does not fit");
        var reader = new ByteReader(trailer);
        var parts = new PartPlace[PartCount];
        for (var part = SegmentPart.ItemEnds; part <= SegmentPart.GraphUpper; part++)
        {
            parts[(int)part] = IsIn(part, version)
                ? new PartPlace(reader.Int64(), reader.Int64(), reader.UInt32())
                : new PartPlace(parts[(int)part - 1].End, 0, Checksum.Of([]));
        }
        var counts = new SegmentCounts(reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32(),
            reader.Int32(), reader.Int32(), reader.Int32(), version > VersionWithoutRules ? (WordRules)reader.Int32() : WordRules.Plain);
        var layout = new SegmentLayout(counts, parts);
        if (!layout.AddsUp(fileLength - trailer.Length)) throw new InvalidDataException("its parts do not add up to its length");
        return layout;
    }

    private static bool IsIn(SegmentPart part, int version) => part switch
    {
        SegmentPart.StateEnds => version > VersionWithoutStates,
        SegmentPart.BlockEnds or SegmentPart.Blocks => version > OldestVersion,
        _ => true,
    };

    private bool AddsUp(long end)
    {
        for (var i = 1; i < PartCount; i++)
        {
            if (Parts[i].Start != Parts[i - 1].End || Parts[i].Length < 0) return false;
        }
        return Parts[^1].End == end
            && this[SegmentPart.ItemEnds].Length == 8L * Counts.Items
            && this[SegmentPart.StateEnds].Length is var stateEnds && (stateEnds == 0 || stateEnds == 8L * Counts.Items)
            && this[SegmentPart.Lengths].Length == 4L * Counts.Items
            && this[SegmentPart.Ordinals].Length == 4L * Counts.Items
            && this[SegmentPart.TermEnds].Length == 4L * Counts.Terms
            && this[SegmentPart.PostingEnds].Length == 4L * Counts.Terms
            && this[SegmentPart.TermItems].Length == 4L * Counts.Terms
            && this[SegmentPart.BlockEnds].Length is var blockEnds && (blockEnds == 0 || blockEnds == 4L * Counts.Terms)
            && this[SegmentPart.Blocks].Length % PostingBlock.Bytes == 0
            && this[SegmentPart.VectorItems].Length == 4L * Counts.Vectors
            && this[SegmentPart.Scales].Length == 4L * Counts.Vectors
            && this[SegmentPart.Codes].Length == (long)Counts.Dimension * Counts.Vectors;
    }

    /// <summary>Compares the bytes of parts that follow each other with their checksums.</summary>
    /// <exception cref="InvalidDataException">They do not fit.</exception>
    public void Check(MappedFile file, SegmentPart first, SegmentPart last)
    {
        for (var part = first; part <= last; part++)
        {
            var place = this[part];
            if (file.ChecksumOf(place.Start, place.End - place.Start) != place.Checksum)
                throw new InvalidDataException($"the checksum of its {part} does not fit");
        }
    }
}
