namespace Rag.Encoders.Text.Tokenizers.Normalization;

/// <summary>Puts a word before the text, which takes the place of the text's first character.</summary>
internal sealed class Prepend(string prefix) : INormalizer
{
    public AlignedText Normalize(AlignedText text) => text.Length == 0 ? text : PrependTo(text, 0, text.Length, prefix);

    /// <summary>The units from..to, at least one, with <paramref name="prefix"/> before them.</summary>
    public static AlignedText PrependTo(AlignedText text, int from, int to, string prefix)
    {
        var result = text.Successor(to - from + (long)prefix.Length);
        var (start, end) = text.OriginalRange(from, from + 1);
        foreach (var c in prefix) result.Append(c, start, end);
        result.Append(text, from, to);
        return result;
    }
}
