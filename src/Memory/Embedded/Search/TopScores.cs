namespace Rag.Memory.Embedded.Search;

/// <summary>Keeps the <paramref name="k"/> highest of the scores above zero; of equals the one that came first.</summary>
internal sealed class TopScores(int k)
{
    // The worst of those kept is at the front: among equals the one that came last.
    private readonly PriorityQueue<int, (double Score, int Behind)> _kept = new();

    /// <summary>What a score must exceed to be kept.</summary>
    public double Threshold { get; private set; }

    /// <param name="slot">Above all slots that came before.</param>
    /// <param name="score">Its score.</param>
    public void Offer(int slot, double score)
    {
        if (score <= Threshold) return;
        if (_kept.Count < k) _kept.Enqueue(slot, (score, -slot));
        else _kept.DequeueEnqueue(slot, (score, -slot));
        if (_kept.Count == k && _kept.TryPeek(out _, out var worst)) Threshold = worst.Score;
    }

    /// <summary>Takes out what was kept, best first.</summary>
    public IReadOnlyList<(int Slot, double Score)> Take()
    {
        var best = new (int, double)[_kept.Count];
        for (var i = best.Length - 1; _kept.TryDequeue(out var slot, out var rank); i--) best[i] = (slot, rank.Score);
        return best;
    }
}
