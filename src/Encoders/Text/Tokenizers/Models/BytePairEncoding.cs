using System.Collections.Concurrent;
using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.Vocabularies;

namespace Rag.Encoders.Text.Tokenizers.Models;

/// <summary>
/// Begins with single characters and joins the neighbours whose pair was learned first until no pair is left
/// (Sennrich et al. 2016).
/// </summary>
internal sealed class BytePairEncoding : IModel
{
    private const int MaxCachedPieces = 1 << 16, MaxCachedLength = 64;

    private readonly MergeTable _merges;
    private readonly SymbolReader _symbols;
    private readonly bool _ignoreMerges;
    private readonly ConcurrentDictionary<string, ModelToken[]> _cache = new(StringComparer.Ordinal);

    private BytePairEncoding(Vocabulary vocabulary, MergeTable merges, SymbolReader symbols, bool ignoreMerges)
    {
        Vocabulary = vocabulary;
        _merges = merges;
        _symbols = symbols;
        _ignoreMerges = ignoreMerges;
    }

    public Vocabulary Vocabulary { get; }

    public static BytePairEncoding Read(JsonPart part)
    {
        if (part.Optional("dropout")?.AsNumber() is > 0) throw part.Required("dropout").Bad("makes ids random; set it to null");
        var vocabulary = Vocabulary.Read(part.Required("vocab"));
        return new BytePairEncoding(
            vocabulary,
            MergeTable.Read(part.Required("merges"), vocabulary, part.StringOr("continuing_subword_prefix", "").Length),
            SymbolReader.Read(part, vocabulary),
            part.BoolOr("ignore_merges", false));
    }

    public void Tokenize(ReadOnlySpan<char> piece, List<ModelToken> tokens)
    {
        if (_ignoreMerges && Vocabulary.IdOf(piece) is { } id)
        {
            tokens.Add(new ModelToken(id, 0, piece.Length));
            return;
        }
        if (piece.Length > MaxCachedLength)
        {
            _merges.Apply(_symbols.Read(piece), tokens);
            return;
        }
        if (!_cache.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(piece, out var cached))
        {
            var fresh = new List<ModelToken>();
            _merges.Apply(_symbols.Read(piece), fresh);
            cached = [.. fresh];
            if (_cache.Count < MaxCachedPieces) _cache[piece.ToString()] = cached;
        }
        tokens.AddRange(cached);
    }
}
