using Rag.Encoders.Text.Tokenizers.Unicode;

namespace Rag.Encoders.Text.Tokenizers.Normalization;

/// <summary>Removes white space at the ends.</summary>
internal sealed class Strip(bool left, bool right) : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        var (from, to) = (0, text.Length);
        while (left && from < to && CodePoint.IsWhiteSpace(text.Chars[from])) from++;
        while (right && to > from && CodePoint.IsWhiteSpace(text.Chars[to - 1])) to--;
        if (to - from == text.Length) return text;
        var result = text.Successor(to - from);
        result.Append(text, from, to);
        return result;
    }
}
