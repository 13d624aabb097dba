using Rag.Encoders.Text.Tokenizers.Unicode;

namespace Rag.Encoders.Text.Tokenizers.Normalization;

/// <summary>Removes nonspacing marks; a decomposition comes before it where accents of letters are meant.</summary>
internal sealed class StripAccents : INormalizer
{
    private const char FirstMark = '\u0300';

    public AlignedText Normalize(AlignedText text) => Strip(text);

    public static AlignedText Strip(AlignedText text)
    {
        if (!text.Chars.ContainsAnyInRange(FirstMark, char.MaxValue)) return text;
        var rewriter = new TextRewriter(text);
        while (!rewriter.IsAtEnd)
        {
            if (CodePoint.IsNonSpacingMark(rewriter.Current)) rewriter.Remove();
            else rewriter.Keep();
        }
        return rewriter.Written;
    }
}
