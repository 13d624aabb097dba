using System.Text;
using System.Text.RegularExpressions;
using Rag.Encoders.Text.Tokenizers.Normalization;
using Rag.Encoders.Text.Tokenizers.Unicode;

namespace Rag.Encoders.Text.Tokenizers.PreTokenization;

/// <summary>
/// GPT-2's: words with the space before them, numbers, runs of signs; then each UTF-8 byte becomes its visible character
/// (<see cref="ByteAlphabet"/>), so that no text is unknown.
/// </summary>
internal sealed partial class ByteLevelPreTokenizer(bool addPrefixSpace, bool useRegex) : IPreTokenizer
{
    private static readonly TextPattern _words = new(Words());

    public Pieces Cut(Pieces pieces)
    {
        var result = pieces.Text.Successor(pieces.Text.Length);
        var ranges = new List<(int, int)>();
        foreach (var (start, end) in pieces.Ranges)
        {
            var (text, from, to) = (pieces.Text, start, end);
            if (addPrefixSpace && text.Chars[from] != ' ')
            {
                text = Prepend.PrependTo(text, from, to, " ");
                (from, to) = (0, text.Length);
            }
            foreach (var (wordStart, wordEnd) in useRegex ? _words.Matches(text.Chars[from..to]) : [(0, to - from)])
            {
                var first = result.Length;
                AppendBytes(text, from + wordStart, from + wordEnd, result);
                ranges.Add((first, result.Length));
            }
        }
        return new Pieces(result, ranges);
    }

    private static void AppendBytes(AlignedText text, int from, int to, AlignedText result)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (var i = from; i < to;)
        {
            var code = CodePoint.At(text.Chars, i, out var length);
            var (start, end) = text.OriginalRange(i, i + length);
            var count = (Rune.TryCreate(code, out var rune) ? rune : Rune.ReplacementChar).EncodeToUtf8(bytes);
            foreach (var value in bytes[..count]) result.Append(ByteAlphabet.CharOf(value), start, end);
            i += length;
        }
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
