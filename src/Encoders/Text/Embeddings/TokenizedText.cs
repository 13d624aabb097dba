using Rag.Encoders.Text.Tokenizers;

namespace Rag.Encoders.Text.Embeddings;

/// <summary>A text's tokens: its own, between those that the tokenizer puts before and after every text.</summary>
/// <param name="Number">Its place among the texts that are encoded together.</param>
/// <param name="Leading">Special tokens before the text's own.</param>
/// <param name="Trailing">Special tokens after the text's own.</param>
internal sealed record TokenizedText(int Number, Encoding Encoding, int Leading, int Trailing)
{
    /// <summary>The text's own tokens.</summary>
    public int Own => Encoding.Ids.Length - Leading - Trailing;

    /// <summary>Windows of at most <paramref name="most"/> tokens, special ones included, that cover the text.</summary>
    /// <param name="overlap">Tokens that two windows share, at most half a window.</param>
    public IEnumerable<TextWindow> Windows(int most, int overlap)
    {
        var room = most - Leading - Trailing;
        var shared = Math.Min(overlap, room / 2);
        for (var start = 0; ; start += room - shared)
        {
            var end = Math.Min(Own, start + room);
            var isLast = end == Own;
            yield return new TextWindow(this, start, end, start == 0 ? 0 : start + (shared / 2), isLast ? end : end - shared + (shared / 2));
            if (isLast) yield break;
        }
    }
}
