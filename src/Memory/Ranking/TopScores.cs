namespace Rag.Memory.Ranking;

/// <summary>The best of many scores.</summary>
internal static class TopScores
{
    /// <summary>The <paramref name="k"/> highest scores above zero, best first; of equals the lower slot first.</summary>
    public static IReadOnlyList<(int Slot, double Score)> Of(ReadOnlySpan<double> scores, int k)
    {
        // The worst of those kept is at the front of the queue: among equals the one with the higher slot.
        var kept = new PriorityQueue<int, (double Score, int Behind)>();
        var threshold = 0.0;
        for (var slot = 0; slot < scores.Length; slot++)
        {
            if (scores[slot] <= threshold) continue;
            kept.Enqueue(slot, (scores[slot], -slot));
            if (kept.Count > k) kept.Dequeue();
            if (kept.Count == k) threshold = scores[kept.Peek()];
        }
        var best = new (int, double)[kept.Count];
        for (var i = kept.Count - 1; i >= 0; i--)
        {
            var slot = kept.Dequeue();
            best[i] = (slot, scores[slot]);
        }
        return best;
    }
}
