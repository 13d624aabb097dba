using System.Text;
using Rag.Memory.Embedded;
using Rag.Memory.Vectors;
using Rag.Memory.Words;

namespace Rag.Memory.Ranking;

/// <summary>
/// Ranks the items of a snapshot by BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009), a word
/// at a time. All statistics are of the items that are there, so the ranking does not depend on the segments.
/// Immutable and safe for concurrent use, while the snapshot is held.
/// </summary>
internal sealed class Bm25
{
    /// <summary>Distinct words of a query that count: the rarest.</summary>
    public const int MostQueryWords = 512;

    private readonly double _k1;
    private readonly double[] _norms; // (slots): k1 * (1 - b + b * length / average length)

    public Bm25(Snapshot snapshot, double k1, double b)
    {
        Snapshot = snapshot;
        _k1 = k1;
        _norms = new double[snapshot.Slots];

        long words = 0;
        ForEachItem((_, length) => words += length);
        var average = Math.Max(1.0, words) / Math.Max(1, snapshot.Items);
        ForEachItem((slot, length) => _norms[slot] = k1 * (1 - b + b * length / average));
    }

    public Snapshot Snapshot { get; }

    /// <summary>ln(1 + (N - n + 1/2) / (n + 1/2)) for N items of which n hold the word; above 0.</summary>
    public double InverseDocumentFrequency(ReadOnlySpan<char> word) => InverseDocumentFrequency(CountItems(word));

    /// <summary>Scores every item that a filter lets through.</summary>
    /// <param name="query">Any text.</param>
    /// <param name="tokenizer">That of the collection.</param>
    /// <param name="survivors">For each segment the items to score; null for all.</param>
    public WordScores Score(string query, WordTokenizer tokenizer, IReadOnlyList<BitSet?> survivors)
    {
        var scores = new WordScores(Snapshot.Slots);
        foreach (var (word, weight) in Weigh(query, tokenizer)) Add(word, weight, survivors, scores.All);
        return scores;
    }

    // The distinct words of the query with their idf. How often the query says a word does not count: measured, it
    // only strengthens the words that say nothing.
    private List<(string Word, double Weight)> Weigh(string query, WordTokenizer tokenizer)
    {
        var weighed = new List<(string Word, double Weight)>();
        var seen = new HashSet<string>();
        var lookup = seen.GetAlternateLookup<ReadOnlySpan<char>>();
        var words = tokenizer.Read(query, stackalloc char[WordReader.LongestWord]);
        while (words.Read())
        {
            if (!lookup.Add(words.Word)) continue;
            var items = CountItems(words.Word);
            if (items > 0) weighed.Add((words.Word.ToString(), InverseDocumentFrequency(items)));
        }
        return weighed.Count <= MostQueryWords
            ? weighed
            : [.. weighed.OrderByDescending(w => w.Weight).Take(MostQueryWords)];
    }

    private void Add(string word, double weight, IReadOnlyList<BitSet?> survivors, Span<double> scores)
    {
        Span<byte> bytes = stackalloc byte[3 * WordReader.LongestWord];
        bytes = bytes[..Encoding.UTF8.GetBytes(word, bytes)];
        weight *= _k1 + 1;
        for (var s = 0; s < Snapshot.Segments.Count; s++)
        {
            var segment = Snapshot.Segments[s];
            var term = segment.Segment.FindTerm(bytes);
            if (term < 0) continue;
            var first = Snapshot.FirstSlot(s);
            var segmentScores = scores.Slice(first, segment.Segment.Items);
            var norms = _norms.AsSpan(first, segment.Segment.Items);
            var items = survivors[s];
            for (var postings = segment.Segment.Postings(term); postings.Read();)
            {
                if (items?.Contains(postings.Item) == false) continue;
                segmentScores[postings.Item] += weight * postings.Count / (postings.Count + norms[postings.Item]);
            }
        }
    }

    private int CountItems(ReadOnlySpan<char> word)
    {
        Span<byte> bytes = stackalloc byte[3 * WordReader.LongestWord];
        if (!Encoding.UTF8.TryGetBytes(word, bytes, out var length)) return 0; // longer than any word
        var items = 0;
        foreach (var segment in Snapshot.Segments)
        {
            var term = segment.Segment.FindTerm(bytes[..length]);
            if (term >= 0) items += segment.CountItems(term);
        }
        return items;
    }

    private double InverseDocumentFrequency(int items) => Math.Log(1 + (Snapshot.Items - items + 0.5) / (items + 0.5));

    private void ForEachItem(Action<int, int> slotAndLength)
    {
        for (var s = 0; s < Snapshot.Segments.Count; s++)
        {
            var segment = Snapshot.Segments[s];
            for (var item = 0; item < segment.Segment.Items; item++)
            {
                if (segment.Contains(item)) slotAndLength(Snapshot.FirstSlot(s) + item, segment.Segment.Lengths[item]);
            }
        }
    }
}
