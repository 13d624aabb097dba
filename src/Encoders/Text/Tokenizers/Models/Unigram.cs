using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.Unicode;
using Rag.Encoders.Text.Tokenizers.Vocabularies;

namespace Rag.Encoders.Text.Tokenizers.Models;

/// <summary>
/// The most probable way to cut a piece into tokens, each with its own log probability (Kudo 2018), found by Viterbi's
/// algorithm. Neighbouring characters that are in no token are one unknown token.
/// </summary>
internal sealed class Unigram : IModel
{
    private const double UnknownPenalty = 10;

    private readonly TokenTrie _trie = new();
    private readonly double[] _scores;
    private readonly double _unknownScore;
    private readonly int _unknown;

    private Unigram(Vocabulary vocabulary, double[] scores, int unknown)
    {
        Vocabulary = vocabulary;
        _scores = scores;
        _unknown = unknown;
        _unknownScore = scores.Min() - UnknownPenalty;
        foreach (var (token, id) in vocabulary.Entries)
        {
            if (token.Length > 0) _trie.Add(token, id);
        }
    }

    public Vocabulary Vocabulary { get; }

    public static Unigram Read(JsonPart part)
    {
        var vocabulary = new Vocabulary();
        var scores = new List<double>();
        foreach (var entry in part.Required("vocab").Items())
        {
            if (scores.Count > Vocabulary.MaxId) throw entry.Bad($"more than {Vocabulary.MaxId + 1} tokens");
            JsonPart[] fields = [.. entry.Items()];
            if (fields.Length != 2) throw entry.Bad("must be a token and its score");
            vocabulary.Add(fields[0].AsString(), scores.Count, entry);
            scores.Add(fields[1].AsNumber());
        }
        if (scores.Count == 0) throw part.Required("vocab").Bad("is empty");
        if (part.BoolOr("byte_fallback", false)) throw part.Required("byte_fallback").Bad("is not supported");
        return new Unigram(vocabulary, [.. scores], part.Required("unk_id").AsInt(0, scores.Count - 1));
    }

    public void Tokenize(ReadOnlySpan<char> piece, List<ModelToken> tokens)
    {
        var starts = BestPath(piece);
        var first = tokens.Count;
        for (var end = piece.Length; end > 0;)
        {
            var start = starts[end];
            var id = Vocabulary.IdOf(piece[start..end]) ?? _unknown;
            if (id == _unknown)
            {
                while (start > 0 && (Vocabulary.IdOf(piece[starts[start]..start]) ?? _unknown) == _unknown) start = starts[start];
            }
            var text = piece[start..end];
            tokens.Add(new ModelToken(id, start, end, id == _unknown ? text.ToString() : null));
            end = start;
        }
        tokens.Reverse(first, tokens.Count - first);
    }

    /// <summary>Where the last token of the best path to each unit begins.</summary>
    private int[] BestPath(ReadOnlySpan<char> piece)
    {
        var starts = new int[piece.Length + 1];
        var best = new double[piece.Length + 1];
        Array.Fill(best, double.NegativeInfinity);
        best[0] = 0;
        for (var start = 0; start < piece.Length;)
        {
            CodePoint.At(piece, start, out var width);
            var isCovered = false;
            var node = TokenTrie.Root;
            for (var end = start + 1; end <= piece.Length; end++)
            {
                node = _trie.Child(node, piece[end - 1]);
                if (node == TokenTrie.None) break;
                var id = _trie.ValueAt(node);
                if (id == TokenTrie.None) continue;
                Reach(end, best[start] + _scores[id]);
                isCovered |= end == start + width;
            }
            if (!isCovered) Reach(start + width, best[start] + _unknownScore);
            start += width;

            void Reach(int end, double score)
            {
                if (score > best[end]) (best[end], starts[end]) = (score, start);
            }
        }
        return starts;
    }
}
