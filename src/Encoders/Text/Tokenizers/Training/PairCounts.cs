namespace Rag.Encoders.Text.Tokenizers.Training;

/// <summary>
/// How often each pair of neighbouring symbols occurs, kept true while words change, and which pair is the most frequent.
/// </summary>
/// <param name="leastCount">Pairs seen less often are never handed out.</param>
internal sealed class PairCounts(int leastCount)
{
    private readonly Dictionary<(int Left, int Right), SymbolPair> _pairs = [];
    private readonly PriorityQueue<SymbolPair, (long Rarity, int Left, int Right)> _queue = new();
    private readonly HashSet<SymbolPair> _grown = [];

    /// <summary>The pair occurs so many times more, at places of a word.</summary>
    public void Add(int left, int right, long count, int word)
    {
        if (!_pairs.TryGetValue((left, right), out var pair)) _pairs.Add((left, right), pair = new SymbolPair(left, right));
        pair.Count += count;
        if (pair.Words.Count == 0 || pair.Words[^1] != word) pair.Words.Add(word);
        _grown.Add(pair);
    }

    /// <summary>The pair occurs so many times less.</summary>
    public void Remove(int left, int right, long count) => _pairs[(left, right)].Count -= count;

    /// <summary>
    /// Hands out the most frequent pair, of equals the one with the lowest ids, for good: its occurrences are to be replaced.
    /// Null when none is frequent enough.
    /// </summary>
    public SymbolPair? TakeMostFrequent()
    {
        foreach (var pair in _grown) Offer(pair);
        _grown.Clear();
        while (_queue.TryDequeue(out var pair, out var offered))
        {
            if (pair.Count == -offered.Rarity) return pair;
            Offer(pair); // it became rarer after it was offered
        }
        return null;
    }

    /// <summary>Forgets a pair whose every occurrence was replaced.</summary>
    public void Forget(SymbolPair pair)
    {
        _pairs.Remove((pair.Left, pair.Right));
        pair.Count = 0; // it may be in the queue twice
    }

    private void Offer(SymbolPair pair)
    {
        if (pair.Count >= leastCount) _queue.Enqueue(pair, (-pair.Count, pair.Left, pair.Right));
    }
}

/// <summary>Two symbols that stand side by side in words.</summary>
internal sealed class SymbolPair(int left, int right)
{
    public int Left { get; } = left;

    public int Right { get; } = right;

    public long Count { get; set; }

    /// <summary>The words it was ever seen in; not in all of them need it be now, and some are named twice.</summary>
    public List<int> Words { get; } = [];
}
