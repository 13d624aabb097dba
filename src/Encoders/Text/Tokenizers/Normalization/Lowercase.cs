using Rag.Encoders.Text.Tokenizers.Unicode;

namespace Rag.Encoders.Text.Tokenizers.Normalization;

/// <summary>Every character in lower case, each by itself: a final sigma is a sigma like any other.</summary>
internal sealed class Lowercase : INormalizer
{
    // The one character whose lower case is two.
    private const int CapitalIWithDot = 0x130, CombiningDot = 0x307;

    public AlignedText Normalize(AlignedText text) => Lower(text);

    public static AlignedText Lower(AlignedText text)
    {
        if (!text.Chars.ContainsAnyInRange('A', 'Z') && !text.Chars.ContainsAnyInRange('\u0080', char.MaxValue)) return text;
        var rewriter = new TextRewriter(text);
        while (!rewriter.IsAtEnd)
        {
            var code = rewriter.Current;
            rewriter.Replace(code == CapitalIWithDot ? 'i' : CodePoint.ToLower(code));
            if (code == CapitalIWithDot) rewriter.Insert(CombiningDot);
        }
        return rewriter.Written;
    }
}
