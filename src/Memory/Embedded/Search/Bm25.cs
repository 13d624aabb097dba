using System.Text;
using Rag.Memory.Embedded.Storage;
using Rag.Memory.Vectors;
using Rag.Memory.Words;

namespace Rag.Memory.Embedded.Search;

/// <summary>A word of a query, in UTF-8, and what its idf makes of it: <c>idf * (k1 + 1)</c>.</summary>
internal readonly record struct WeighedWord(byte[] Word, double Weight);

/// <summary>The words of a query, by the rules of each segment it is put to.</summary>
internal sealed class WeighedQuery(IReadOnlyDictionary<WordRules, List<WeighedWord>> words)
{
    public List<WeighedWord> For(Segment segment) => words[segment.Words.Rules];
}

/// <summary>
/// Ranks the items of a snapshot by BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009). All statistics
/// are of the items that are there, so the ranking does not depend on the segments. Immutable and safe for concurrent use, while
/// the snapshot is held.
/// </summary>
internal sealed class Bm25
{
    /// <summary>Distinct words of a query that count: the rarest.</summary>
    public const int MostQueryWords = 512;

    private readonly double _k1;
    private readonly double _b;
    private readonly double _average;

    public Bm25(Snapshot snapshot, double k1, double b)
    {
        Snapshot = snapshot;
        (_k1, _b) = (k1, b);
        var words = 0L;
        foreach (var segment in snapshot.Segments) words += segment.CountWords();
        _average = Math.Max(1.0, words) / Math.Max(1, snapshot.Items);
    }

    public Snapshot Snapshot { get; }

    /// <summary>What a word that an item holds adds to its score.</summary>
    /// <param name="weight">See <see cref="WeighedWord"/>.</param>
    /// <param name="count">How often it holds the word.</param>
    /// <param name="length">Words of the item.</param>
    public double Score(double weight, int count, int length) => weight * count / (count + _k1 * (1 - _b + _b * length / _average));

    /// <summary>The most that a word adds to any item of a block, but for rounding.</summary>
    public double Bound(double weight, in PostingBlock block) => weight * block.Bound(_k1 * (1 - _b), _k1 * _b / _average);

    /// <summary>How many items hold a word.</summary>
    public int CountItems(ReadOnlySpan<char> word)
    {
        Span<byte> bytes = stackalloc byte[3 * WordReader.LongestWord];
        return Encoding.UTF8.TryGetBytes(word, bytes, out var length) ? CountItems(bytes[..length]) : 0;
    }

    /// <summary>The best items for these words, best first; of equals the one that was ingested first.</summary>
    /// <param name="words">What <see cref="Weigh"/> made of the query.</param>
    /// <param name="k">How many at most.</param>
    /// <param name="survivors">For each segment the items that may be found; null for all.</param>
    public IReadOnlyList<(int Slot, double Score)> Top(WeighedQuery words, int k, IReadOnlyList<BitSet?> survivors)
    {
        var top = new TopScores(k);
        for (var s = 0; s < Snapshot.Segments.Count; s++)
        {
            var segment = Snapshot.Segments[s].Segment;
            if (MaxScore.Of(this, segment, words.For(segment)) is { } search) search.Run(Snapshot.FirstSlot(s), survivors[s], top);
        }
        return top.Take();
    }

    /// <summary>The score of one item; 0 where it holds none of the words.</summary>
    public double Score(WeighedQuery words, int slot)
    {
        var (s, item) = Snapshot.Split(slot);
        var segment = Snapshot.Segments[s].Segment;
        var score = 0.0;
        foreach (var (word, weight) in words.For(segment))
        {
            var term = segment.Words.Find(word);
            if (term < 0) continue;
            var cursor = segment.Words.Walk(term);
            cursor.SeekTo(item);
            if (cursor.Item == item) score += Score(weight, cursor.Count, segment.Words.Lengths[item]);
        }
        return score;
    }

    /// <summary>
    /// The distinct words of a query that any item holds. How often the query says a word does not count: measured, it only
    /// strengthens the words that say nothing.
    /// </summary>
    public WeighedQuery Weigh(string query, WordTokenizer tokenizer) => new(Snapshot.Segments.Select(segment => segment.Segment.Words.Rules)
        .Append(tokenizer.Rules).Distinct().ToDictionary(rules => rules, rules => WeighBy(rules, query, tokenizer)));

    private List<WeighedWord> WeighBy(WordRules rules, string query, WordTokenizer newest)
    {
        var tokenizer = newest.By(rules);
        var weighed = new List<WeighedWord>();
        var seen = new HashSet<string>();
        var lookup = seen.GetAlternateLookup<ReadOnlySpan<char>>();
        var words = tokenizer.Read(query, stackalloc char[WordReader.LongestWord]);
        Span<byte> bytes = stackalloc byte[3 * WordReader.LongestWord];
        while (words.Read())
        {
            if (!lookup.Add(words.Word)) continue;
            var word = bytes[..Encoding.UTF8.GetBytes(words.Word, bytes)];
            var items = CountItems(word);
            if (items > 0) weighed.Add(new WeighedWord(word.ToArray(), InverseDocumentFrequency(items) * (_k1 + 1)));
        }
        return weighed.Count <= MostQueryWords
            ? weighed
            : [.. weighed.OrderByDescending(w => w.Weight).Take(MostQueryWords)];
    }

    private int CountItems(ReadOnlySpan<byte> word)
    {
        var items = 0;
        foreach (var segment in Snapshot.Segments)
        {
            var term = segment.Segment.Words.Find(word);
            if (term >= 0) items += segment.CountItems(term);
        }
        return items;
    }

    // ln(1 + (N - n + 1/2) / (n + 1/2)) for N items of which n hold the word; above 0.
    private double InverseDocumentFrequency(int items) => Math.Log(1 + (Snapshot.Items - items + 0.5) / (items + 0.5));
}
