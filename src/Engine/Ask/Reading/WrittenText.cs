using Rag.Encoders.Text.Tokenizers;

namespace Rag.Engine.Ask.Reading;

/// <summary>What written pieces read like: a run that stands so in a passage is quoted from it, letter for letter.</summary>
internal static class WrittenText
{
    /// <param name="placeOf">Where a token of the memory stands in its passage's text.</param>
    /// <param name="quote">A stretch of the passage's text.</param>
    public static string Of(IReadOnlyList<WrittenToken> written, Tokenizer tokenizer, Func<int, (int Start, int End)> placeOf, Func<int, int, string> quote)
    {
        var (first, last) = (written[0].Item, written[^1].Item);
        return written.Index().All(token => token.Item.Item == first + token.Index && token.Item.Copied * 2 > token.Item.Probability)
            ? quote(placeOf(first).Start, placeOf(last).End)
            : tokenizer.Decode([.. written.Select(token => token.Id)]);
    }
}
