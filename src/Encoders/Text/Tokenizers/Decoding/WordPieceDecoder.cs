namespace Rag.Encoders.Text.Tokenizers.Decoding;

/// <summary>Words with spaces between them; with <paramref name="cleanup"/>, none before English punctuation.</summary>
internal sealed class WordPieceDecoder(string prefix, bool cleanup) : IDecoder
{
    public List<string> Decode(List<string> tokens) => [.. tokens.Select((token, i) => cleanup ? CleanUp(Join(token, i)) : Join(token, i))];

    private string Join(string token, int index) =>
        index == 0 ? token
        : token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..]
        : " " + token;

    /// <summary>Undoes the spaces that tokenizing English left.</summary>
    public static string CleanUp(string text) => text
        .Replace(" .", ".", StringComparison.Ordinal).Replace(" ?", "?", StringComparison.Ordinal)
        .Replace(" !", "!", StringComparison.Ordinal).Replace(" ,", ",", StringComparison.Ordinal)
        .Replace(" ' ", "'", StringComparison.Ordinal).Replace(" n't", "n't", StringComparison.Ordinal)
        .Replace(" 'm", "'m", StringComparison.Ordinal).Replace(" do not", " don't", StringComparison.Ordinal)
        .Replace(" 's", "'s", StringComparison.Ordinal).Replace(" 've", "'ve", StringComparison.Ordinal)
        .Replace(" 're", "'re", StringComparison.Ordinal);
}
