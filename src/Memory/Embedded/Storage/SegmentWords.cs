using Rag.Memory.Words;

namespace Rag.Memory.Embedded.Storage;

/// <summary>A segment's inverted index: its words and the values to filter by, each with the items that hold it.</summary>
internal sealed class SegmentWords(MappedFile file, SegmentLayout layout)
{
    /// <summary>Words and values.</summary>
    public int Count => layout.Counts.Terms;

    /// <summary>The rules by which they are read.</summary>
    public WordRules Rules => layout.Counts.Rules;

    /// <param name="image">A segment file's bytes; see <see cref="SegmentBuilder.WriteWords"/>.</param>
    public static SegmentWords Of(ReadOnlySpan<byte> image)
    {
        var trailer = image[^SegmentLayout.TrailerLength(SegmentLayout.Version)..];
        return new SegmentWords(MappedFile.Of(image), SegmentLayout.Read(trailer, SegmentLayout.Version, image.Length));
    }

    /// <summary>Plain words of each item.</summary>
    public ReadOnlySpan<int> Lengths => file.Values<int>(layout[SegmentPart.Lengths].Start, layout.Counts.Items);

    /// <summary>A word in UTF-8, or a value to filter by; they stand in rising order of their bytes.</summary>
    public ReadOnlySpan<byte> Term(int term)
    {
        var ends = Values(SegmentPart.TermEnds);
        var start = term == 0 ? 0 : ends[term - 1];
        return file.Bytes(layout[SegmentPart.TermText].Start + start, ends[term] - start);
    }

    /// <summary>The place of a word, or -1.</summary>
    public int Find(ReadOnlySpan<byte> word)
    {
        var term = FirstFrom(word);
        return term < Count && Term(term).SequenceEqual(word) ? term : -1;
    }

    /// <summary>The place of the first term that is not below these bytes.</summary>
    public int FirstFrom(ReadOnlySpan<byte> bytes)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Term(middle).SequenceCompareTo(bytes) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>Items that hold a word, dropped ones included.</summary>
    public int ItemsOf(int term) => Values(SegmentPart.TermItems)[term];

    public PostingReader Postings(int term)
    {
        var ends = Values(SegmentPart.PostingEnds);
        var start = term == 0 ? 0 : ends[term - 1];
        return new PostingReader(file.Bytes(layout[SegmentPart.Postings].Start + start, ends[term] - start));
    }

    /// <summary>The same, to leap through.</summary>
    public unsafe PostingCursor Walk(int term)
    {
        var ends = Values(SegmentPart.PostingEnds);
        var start = term == 0 ? 0 : ends[term - 1];
        var postings = file.At(layout[SegmentPart.Postings].Start + start, ends[term] - start);
        if (!layout.HasBlocks) return new PostingCursor(postings, ends[term] - start, null, 0);
        var blockEnds = Values(SegmentPart.BlockEnds);
        var first = term == 0 ? 0 : blockEnds[term - 1];
        var blocks = file.At(layout[SegmentPart.Blocks].Start + (long)PostingBlock.Bytes * first, (long)PostingBlock.Bytes * (blockEnds[term] - first));
        return new PostingCursor(postings, ends[term] - start, (PostingBlock*)blocks, blockEnds[term] - first);
    }

    private ReadOnlySpan<int> Values(SegmentPart part) => file.Values<int>(layout[part].Start, Count);
}
