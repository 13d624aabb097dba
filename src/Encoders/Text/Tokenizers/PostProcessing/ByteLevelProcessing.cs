using System.Runtime.InteropServices;

namespace Rag.Encoders.Text.Tokenizers.PostProcessing;

/// <summary>Adds no token; leaves the white space at the ends of tokens out of their offsets where asked.</summary>
internal sealed class ByteLevelProcessing(bool trimOffsets, bool addPrefixSpace) : IPostProcessor
{
    public int AddedCount(bool isPair) => 0;

    public List<Token> Process(List<Token> first, List<Token>? second, bool addSpecialTokens)
    {
        if (trimOffsets) Trim(first, addPrefixSpace);
        if (second is null) return first;
        if (trimOffsets) Trim(second, addPrefixSpace);
        return [.. first, .. second];
    }

    /// <summary>Moves the offsets past white space; of a space that was added before a text, none of it is in the text.</summary>
    public static void Trim(List<Token> tokens, bool addPrefixSpace)
    {
        var isFirst = true;
        foreach (ref var token in CollectionsMarshal.AsSpan(tokens))
        {
            var leading = token.Text.TakeWhile(IsSpace).Count();
            var trailing = token.Text.Reverse().TakeWhile(IsSpace).Count();
            if (leading > 0 && addPrefixSpace && (isFirst || token.Start == 0)) leading--;
            var start = Math.Min(token.Start + leading, token.End);
            var end = token.End >= trailing ? Math.Max(token.End - trailing, start) : token.End;
            token = token with { Start = start, End = end };
            isFirst = false;
        }
    }

    private static bool IsSpace(char c) => c == ByteAlphabet.Space || char.IsWhiteSpace(c);
}
