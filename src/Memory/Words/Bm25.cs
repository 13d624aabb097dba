using System.Buffers;
using System.Text;
using Rag.Memory.Embedded;

namespace Rag.Memory.Words;

/// <summary>
/// Ranks the live items of a snapshot by BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009):
/// score = sum over query words of idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average length)),
/// idf = ln(1 + (N - df + 0.5) / (df + 0.5)). N, df and the average count live items only, so segments do not show.
/// </summary>
internal sealed class Bm25(Snapshot snapshot, MemoryOptions options)
{
    /// <summary>So many different words of a query count; more are a pasted document, whose later words change little.</summary>
    private const int MaxQueryWords = 512;

    /// <summary>The best <paramref name="k"/> slots, best first; equal scores in order of ingestion.</summary>
    public List<(int Slot, double Score)> Search(IEnumerable<string> words, int k)
    {
        var scores = ArrayPool<double>.Shared.Rent(snapshot.Slots);
        Array.Clear(scores, 0, snapshot.Slots);
        try
        {
            var found = new List<(int Slot, int Length, int Occurrences)>();
            foreach (var (word, times) in CountWords(words)) Add(word, times, found, scores);
            return Best(scores.AsSpan(0, snapshot.Slots), k);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(scores);
        }
    }

    /// <summary>idf of a normalised word; the highest there is for a word that no item holds.</summary>
    public double InverseDocumentFrequency(string word)
    {
        var found = new List<(int, int, int)>();
        Gather(word, found);
        return Idf(found.Count);
    }

    private double Idf(int documentFrequency) => Math.Log(1 + (snapshot.Count - documentFrequency + 0.5) / (documentFrequency + 0.5));

    private void Add(string word, int times, List<(int Slot, int Length, int Occurrences)> found, double[] scores)
    {
        found.Clear();
        Gather(word, found);
        var weight = times * Idf(found.Count) * (options.K1 + 1);
        var (fixedNorm, lengthNorm) = (options.K1 * (1 - options.B), options.K1 * options.B / snapshot.AverageLength);
        foreach (var (slot, length, occurrences) in found)
            scores[slot] += weight * occurrences / (occurrences + fixedNorm + lengthNorm * length);
    }

    /// <summary>The live items that hold a word.</summary>
    private void Gather(string word, List<(int Slot, int Length, int Occurrences)> found)
    {
        var term = Encoding.UTF8.GetBytes(word);
        foreach (var part in snapshot.Parts)
        {
            var index = part.Segment.FindTerm(term);
            if (index < 0) continue;
            var lengths = part.Segment.Lengths;
            foreach (var (item, occurrences) in PostingList.Read(part.Segment.Postings(index)))
            {
                if (!part.IsItemDropped(item)) found.Add((part.FirstSlot + item, lengths[item], occurrences));
            }
        }
    }

    private static Dictionary<string, int> CountWords(IEnumerable<string> words)
    {
        var counts = new Dictionary<string, int>();
        foreach (var word in words)
        {
            if (counts.TryGetValue(word, out var count)) counts[word] = count + 1;
            else if (counts.Count < MaxQueryWords) counts.Add(word, 1);
            else break;
        }
        return counts;
    }

    private static List<(int Slot, double Score)> Best(ReadOnlySpan<double> scores, int k)
    {
        var heap = new PriorityQueue<int, (double Score, int Later)>(); // the worst of the best so far comes out first
        for (var slot = 0; slot < scores.Length; slot++)
        {
            if (scores[slot] <= 0) continue;
            if (heap.Count < k) heap.Enqueue(slot, (scores[slot], -slot));
            else if (heap.TryPeek(out _, out var worst) && scores[slot] > worst.Score) heap.EnqueueDequeue(slot, (scores[slot], -slot));
        }
        var best = new List<(int Slot, double Score)>(heap.Count);
        while (heap.TryDequeue(out var slot, out var priority)) best.Add((slot, priority.Score));
        best.Reverse();
        return best;
    }
}
