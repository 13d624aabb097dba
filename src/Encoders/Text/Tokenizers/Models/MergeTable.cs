using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.Vocabularies;

namespace Rag.Encoders.Text.Tokenizers.Models;

/// <summary>The pairs that byte-pair encoding joins, in the order in which they were learned.</summary>
internal sealed class MergeTable
{
    private readonly Dictionary<(int Left, int Right), (int Rank, int Joined)> _merges = [];

    /// <param name="prefixLength">How much of the right part falls away: the prefix of what continues a word.</param>
    public static MergeTable Read(JsonPart part, Vocabulary vocabulary, int prefixLength)
    {
        var table = new MergeTable();
        foreach (var merge in part.Items())
        {
            var (left, right) = ReadPair(merge);
            if (right.Length < prefixLength) throw merge.Bad($"\"{right}\" is shorter than the prefix it should carry");
            var pair = (IdOf(left), IdOf(right));
            table._merges[pair] = (table._merges.Count, IdOf(left + right[prefixLength..]));

            int IdOf(string token) => vocabulary.IdOf(token) ?? throw merge.Bad($"\"{token}\" is not in the vocabulary");
        }
        return table;
    }

    /// <summary>Joins neighbours among the symbols of a piece and appends what is left.</summary>
    public void Apply(List<ModelToken> symbols, List<ModelToken> tokens)
    {
        // A list linked both ways: a joined symbol takes the place of its left part, and the right one is gone.
        var previous = new int[symbols.Count];
        var next = new int[symbols.Count];
        var queue = new PriorityQueue<(int At, int Joined), (int Rank, int At)>();
        for (var i = 0; i < symbols.Count; i++)
        {
            (previous[i], next[i]) = (i - 1, i + 1);
            Offer(i, i + 1);
        }
        while (queue.TryDequeue(out var merge, out _))
        {
            var (at, right) = (merge.At, next[merge.At]);
            if (symbols[at].Id < 0 || right >= symbols.Count || !IsStill(at, right, merge.Joined)) continue;
            symbols[at] = symbols[at] with { Id = merge.Joined, End = symbols[right].End };
            symbols[right] = symbols[right] with { Id = Gone };
            next[at] = next[right];
            if (next[at] < symbols.Count) previous[next[at]] = at;
            if (previous[at] >= 0) Offer(previous[at], at);
            Offer(at, next[at]);
        }
        for (var i = 0; i < symbols.Count; i = next[i]) tokens.Add(symbols[i]);

        void Offer(int left, int right)
        {
            if (right < symbols.Count && _merges.TryGetValue((symbols[left].Id, symbols[right].Id), out var merge))
                queue.Enqueue((left, merge.Joined), (merge.Rank, left));
        }

        bool IsStill(int left, int right, int joined) =>
            _merges.TryGetValue((symbols[left].Id, symbols[right].Id), out var merge) && merge.Joined == joined;
    }

    private const int Gone = -1;

    private static (string Left, string Right) ReadPair(JsonPart merge)
    {
        string[] parts = merge.IsString
            ? merge.AsString().Split(' ')
            : [.. merge.Items().Select(token => token.AsString())];
        return parts.Length == 2 ? (parts[0], parts[1]) : throw merge.Bad("must be two tokens");
    }
}
