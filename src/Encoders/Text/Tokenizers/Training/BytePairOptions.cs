using Rag.Encoders.Text.Tokenizers.Vocabularies;

namespace Rag.Encoders.Text.Tokenizers.Training;

/// <summary>What a byte-level vocabulary is to be like. Numbers and tokens that make no sense are refused here, with the reason.</summary>
public sealed record BytePairOptions
{
    private const int Bytes = 256;

    /// <param name="size">Tokens of the vocabulary: special ones, the 256 bytes, and joined pairs.</param>
    /// <param name="leastCount">Pairs seen less often are not joined; the vocabulary is smaller then.</param>
    /// <param name="specialTokens">They get the first ids, in this order; null for <c>&lt;pad&gt; &lt;s&gt; &lt;/s&gt;</c>.</param>
    /// <exception cref="ArgumentException">The size has no room for the bytes, or a special token is empty or given twice.</exception>
    public BytePairOptions(int size = 16_000, int leastCount = 2, IReadOnlyList<string>? specialTokens = null)
    {
        (Size, LeastCount, SpecialTokens) = (size, leastCount, specialTokens ?? ["<pad>", "<s>", "</s>"]);
        if (Refusals().FirstOrDefault() is { } refusal) throw new ArgumentException(refusal);
    }

    /// <summary>The most tokens the vocabulary gets.</summary>
    public int Size { get; }

    /// <summary>How often a pair must occur to be joined.</summary>
    public int LeastCount { get; }

    /// <summary>Tokens of which no text consists: padding, beginning and end.</summary>
    public IReadOnlyList<string> SpecialTokens { get; }

    private IEnumerable<string> Refusals()
    {
        var least = SpecialTokens.Count + Bytes;
        if (Size < least || Size > Vocabulary.MaxId + 1) yield return $"A vocabulary has {least} (special tokens and bytes) to {Vocabulary.MaxId + 1} tokens, not {Size}.";
        if (LeastCount < 1) yield return $"A pair occurs once or more, not {LeastCount} times.";
        if (SpecialTokens.Any(token => token.Length < 2)) yield return "A special token has two characters or more, so that it is not one of the bytes.";
        if (SpecialTokens.Distinct(StringComparer.Ordinal).Count() < SpecialTokens.Count) yield return "A special token is given twice.";
    }
}
