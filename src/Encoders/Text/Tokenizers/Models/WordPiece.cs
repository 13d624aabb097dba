using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.Unicode;
using Rag.Encoders.Text.Tokenizers.Vocabularies;

namespace Rag.Encoders.Text.Tokenizers.Models;

/// <summary>
/// The longest token first, from left to right; what continues a word carries a prefix (<c>##</c>). A word with a part that is
/// no token is unknown as a whole.
/// </summary>
internal sealed class WordPiece : IModel
{
    private readonly TokenTrie _beginnings = new();
    private readonly TokenTrie _continuations = new();
    private readonly int _unknown;
    private readonly int _maxWordLength;

    private WordPiece(Vocabulary vocabulary, string prefix, int unknown, int maxWordLength)
    {
        Vocabulary = vocabulary;
        _unknown = unknown;
        _maxWordLength = maxWordLength;
        foreach (var (token, id) in vocabulary.Entries)
        {
            if (token.Length > 0) _beginnings.Add(token, id);
            if (token.Length > prefix.Length && token.StartsWith(prefix, StringComparison.Ordinal))
                _continuations.Add(token.AsSpan(prefix.Length), id);
        }
    }

    public Vocabulary Vocabulary { get; }

    public static WordPiece Read(JsonPart part)
    {
        var vocabulary = Vocabulary.Read(part.Required("vocab"));
        var unknown = part.Optional("unk_token");
        return new WordPiece(
            vocabulary,
            part.StringOr("continuing_subword_prefix", "##"),
            vocabulary.IdOf(unknown?.AsString() ?? "[UNK]") ?? throw (unknown ?? part).Bad("the unknown token is not in the vocabulary"),
            part.Optional("max_input_chars_per_word")?.AsInt(1, int.MaxValue) ?? 100);
    }

    public void Tokenize(ReadOnlySpan<char> piece, List<ModelToken> tokens)
    {
        var before = tokens.Count;
        if (IsTooLong(piece) || !TryCut(piece, tokens))
        {
            tokens.RemoveRange(before, tokens.Count - before);
            tokens.Add(new ModelToken(_unknown, 0, piece.Length));
        }
    }

    private bool TryCut(ReadOnlySpan<char> piece, List<ModelToken> tokens)
    {
        var trie = _beginnings;
        for (var start = 0; start < piece.Length; trie = _continuations)
        {
            var (length, id) = trie.Longest(piece[start..]);
            if (length == 0) return false;
            tokens.Add(new ModelToken(id, start, start + length));
            start += length;
        }
        return true;
    }

    private bool IsTooLong(ReadOnlySpan<char> piece) =>
        piece.Length > _maxWordLength && CodePoint.Count(piece) > _maxWordLength;
}
