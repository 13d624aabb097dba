namespace Rag.Memory.Ranking;

/// <summary>Makes one ranking of two; see <see cref="Fusion"/>.</summary>
internal static class RankFusion
{
    /// <summary>How far down each list an item may stand to be considered for <paramref name="k"/> hits.</summary>
    public static int Depth(int k) => (int)Math.Min(int.MaxValue, Math.Max(100L, 3L * k));

    /// <param name="words">The items with the best BM25, best first.</param>
    /// <param name="vectors">The nearest items, best first.</param>
    /// <param name="fusion">What to do with them.</param>
    /// <param name="k">How many to return.</param>
    /// <param name="score">BM25 of any item; 0 where it shares no word.</param>
    /// <param name="cosine">Cosine of any item, or null where it has no embedding.</param>
    public static IReadOnlyList<(int Slot, double Score, double Words, double? Cosine)> Fuse(
        IReadOnlyList<(int Slot, double Score)> words, IReadOnlyList<(int Slot, double Score)> vectors, Fusion fusion, int k,
        Func<int, double> score, Func<int, double?> cosine)
    {
        var rankByWords = Ranks(words);
        var rankByVector = Ranks(vectors);
        var most = words.Count > 0 ? words[0].Score : 1;
        return [.. rankByWords.Keys.Union(rankByVector.Keys)
            .Select(slot => (Slot: slot, Words: score(slot), Cosine: cosine(slot)))
            .Select(found => (found.Slot, Score: Combine(found.Slot, found.Words, found.Cosine ?? 0), found.Words, found.Cosine))
            .OrderByDescending(found => found.Score).ThenBy(found => found.Slot)
            .Take(k)];

        double Combine(int slot, double bm25, double similarity) => fusion switch
        {
            ReciprocalRankFusion f => Share(f.Words, f.K, rankByWords, slot) + Share(f.Vector, f.K, rankByVector, slot),
            WeightedFusion f => f.Vector * similarity + f.Words * (f.DividesByBest ? bm25 / most : bm25),
            _ => throw new ArgumentException($"{fusion} is no fusion of this memory.", nameof(fusion)),
        };
    }

    private static Dictionary<int, int> Ranks(IReadOnlyList<(int Slot, double Score)> list) =>
        list.Index().ToDictionary(entry => entry.Item.Slot, entry => entry.Index + 1);

    private static double Share(double weight, double k, Dictionary<int, int> ranks, int slot) =>
        ranks.TryGetValue(slot, out var rank) ? weight / (k + rank) : 0;
}
