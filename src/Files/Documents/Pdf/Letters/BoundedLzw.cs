using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>Counts what LZW codes stand for before PdfPig expands them: a byte may become more than a thousand.</summary>
internal sealed class BoundedLzw(IFilter inner, DocumentSource source) : IFilter
{
    private const int Clear = 256, End = 257, First = 258, Codes = 4096;

    public bool IsSupported => inner.IsSupported;

    public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
    {
        source.Expansion.Charge(Length(input.Span), source);
        return inner.Decode(input, streamDictionary, filterProvider, filterIndex);
    }

    /// <summary>Each code but the first adds an entry that is one byte longer than what the code before it stood for.</summary>
    private static long Length(ReadOnlySpan<byte> input)
    {
        var lengths = new int[Codes];
        Array.Fill(lengths, 1, 0, Clear);
        long total = 0;
        int next = First, before = 0, width = 9, bits = 0, bitCount = 0;
        foreach (var b in input)
        {
            (bits, bitCount) = (((bits << 8) | b) & 0xFFFFF, bitCount + 8);
            if (bitCount < width) continue;
            bitCount -= width;
            var code = (bits >> bitCount) & ((1 << width) - 1);
            if (code == End) break;
            if (code == Clear)
            {
                (next, before, width) = (First, 0, 9);
                continue;
            }
            if (before > 0 && next < Codes) lengths[next++] = before + 1;
            before = code < next ? lengths[code] : 0;
            total += before;
            width = next + 1 >= 2048 ? 12 : next + 1 >= 1024 ? 11 : next + 1 >= 512 ? 10 : 9;
        }
        return total;
    }
}
