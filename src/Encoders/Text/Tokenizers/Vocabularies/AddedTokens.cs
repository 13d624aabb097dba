using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.Normalization;

namespace Rag.Encoders.Text.Tokenizers.Vocabularies;

/// <summary>The tokens of the file's <c>added_tokens</c>, found in raw text or in normalized text as each wants.</summary>
internal sealed class AddedTokens
{
    private readonly HashSet<int> _specialIds;

    private AddedTokens(List<AddedToken> tokens, INormalizer? normalizer)
    {
        _specialIds = [.. tokens.Where(token => token.IsSpecial).Select(token => token.Id)];
        InRawText = new AddedTokenFinder([.. tokens.Where(token => !token.IsNormalized).Select(token => (token, token.Content))]);
        InNormalizedText = new AddedTokenFinder(
            [.. tokens.Where(token => token.IsNormalized).Select(token => (token, Normalize(token.Content, normalizer))).Where(token => token.Item2.Length > 0)]);
    }

    public AddedTokenFinder InRawText { get; }

    public AddedTokenFinder InNormalizedText { get; }

    public bool IsSpecial(int id) => _specialIds.Contains(id);

    /// <summary>Reads the file's added tokens, which also enter <paramref name="vocabulary"/>.</summary>
    public static AddedTokens Read(JsonPart? part, Vocabulary vocabulary, INormalizer? normalizer)
    {
        var tokens = new List<AddedToken>();
        foreach (var item in part?.Items() ?? [])
        {
            var token = AddedToken.Read(item);
            vocabulary.Add(token.Content, token.Id, item);
            tokens.Add(token);
        }
        return new AddedTokens(tokens, normalizer);
    }

    private static string Normalize(string content, INormalizer? normalizer) =>
        normalizer is null ? content : normalizer.Normalize(AlignedText.Of(content, 0)).Chars.ToString();
}
