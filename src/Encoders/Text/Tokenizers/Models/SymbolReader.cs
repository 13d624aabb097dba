using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.Unicode;
using Rag.Encoders.Text.Tokenizers.Vocabularies;

namespace Rag.Encoders.Text.Tokenizers.Models;

/// <summary>The single characters that byte-pair encoding begins with; the last one of a word may carry a suffix.</summary>
internal sealed class SymbolReader
{
    private readonly Vocabulary _vocabulary;
    private readonly string _prefix;
    private readonly string _suffix;
    private readonly int? _unknown;
    private readonly bool _joinUnknown;

    private SymbolReader(Vocabulary vocabulary, string prefix, string suffix, int? unknown, bool joinUnknown)
    {
        _vocabulary = vocabulary;
        _prefix = prefix;
        _suffix = suffix;
        _unknown = unknown;
        _joinUnknown = joinUnknown;
    }

    public static SymbolReader Read(JsonPart part, Vocabulary vocabulary)
    {
        if (part.BoolOr("byte_fallback", false)) throw part.Required("byte_fallback").Bad("is not supported");
        var unknown = part.Optional("unk_token");
        return new SymbolReader(
            vocabulary,
            part.StringOr("continuing_subword_prefix", ""),
            part.StringOr("end_of_word_suffix", ""),
            unknown is null ? null : vocabulary.IdOf(unknown.AsString()) ?? throw unknown.Bad("is not in the vocabulary"),
            part.BoolOr("fuse_unk", false));
    }

    /// <summary>The characters of a piece; one that is no token is the unknown token, or left out where there is none.</summary>
    public List<ModelToken> Read(ReadOnlySpan<char> piece)
    {
        var symbols = new List<ModelToken>(piece.Length);
        for (var i = 0; i < piece.Length;)
        {
            CodePoint.At(piece, i, out var length);
            var end = i + length;
            if (IdOf(piece[i..end], isFirst: i == 0, isLast: end == piece.Length) is { } id)
                symbols.Add(new ModelToken(id, i, end));
            else if (_joinUnknown && symbols.Count > 0 && symbols[^1].Id == _unknown)
                symbols[^1] = symbols[^1] with { End = end };
            else if (_unknown is { } unknown)
                symbols.Add(new ModelToken(unknown, i, end));
            i = end;
        }
        return symbols;
    }

    private int? IdOf(ReadOnlySpan<char> character, bool isFirst, bool isLast) =>
        (isFirst || _prefix.Length == 0) && (!isLast || _suffix.Length == 0)
            ? _vocabulary.IdOf(character)
            : _vocabulary.IdOf(string.Concat(isFirst ? "" : _prefix, character, isLast ? _suffix : ""));
}
