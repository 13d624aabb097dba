namespace Rag.Encoders.Text.Embeddings;

/// <summary>The special tokens around the text's own tokens Start..End.</summary>
/// <param name="From">The first token that no other window has farther from its edge.</param>
/// <param name="To">The end of those.</param>
internal sealed record TextWindow(TokenizedText Text, int Start, int End, int From, int To)
{
    /// <summary>Tokens, special ones included.</summary>
    public int Length => Text.Leading + End - Start + Text.Trailing;

    public int[] Ids()
    {
        var all = Text.Encoding.Ids;
        return [.. all[..Text.Leading], .. all[(Text.Leading + Start)..(Text.Leading + End)], .. all[^Text.Trailing..]];
    }

    /// <summary>Copies the states of From..To, of the leading tokens in the first window, of the trailing ones in the last.</summary>
    /// <param name="states">Of this window, (tokens, width).</param>
    /// <param name="ofText">Of the whole text, (tokens, width).</param>
    public void CopyStates(ReadOnlySpan<float> states, int width, Span<float> ofText)
    {
        var first = Start == 0 ? 0 : Text.Leading + From - Start;
        var end = End == Text.Own ? Length : Text.Leading + To - Start;
        states[(first * width)..(end * width)].CopyTo(ofText[((Start + first) * width)..]);
    }
}
