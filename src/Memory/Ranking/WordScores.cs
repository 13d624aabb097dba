using System.Buffers;

namespace Rag.Memory.Ranking;

/// <summary>A BM25 score for each slot of a snapshot; 0 where an item shares no word with the query.</summary>
internal sealed class WordScores : IDisposable
{
    private readonly int _slots;
    private double[] _scores;

    public WordScores(int slots)
    {
        _slots = slots;
        _scores = ArrayPool<double>.Shared.Rent(slots);
        All.Clear();
    }

    public Span<double> All => _scores.AsSpan(0, _slots);

    public double this[int slot] => All[slot];

    /// <summary>The best scores above zero, best first; of equals the lower slot first.</summary>
    public IReadOnlyList<(int Slot, double Score)> Top(int count) => TopScores.Of(All, count);

    public void Dispose()
    {
        ArrayPool<double>.Shared.Return(_scores);
        _scores = [];
    }
}
