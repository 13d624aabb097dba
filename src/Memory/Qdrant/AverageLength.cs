namespace Rag.Memory.Qdrant;

/// <summary>
/// How many words items have on average, measured while they are ingested: BM25's weights are stored with the items, so a server cannot
/// count it. Safe for concurrent use.
/// </summary>
/// <param name="items">Items that were ingested before.</param>
/// <param name="words">Their words.</param>
/// <param name="sample">How many words some of the items to come have.</param>
internal sealed class AverageLength(long items, long words, IReadOnlyCollection<int> sample)
{
    private readonly Lock _lock = new();

    /// <summary>The average that a commit's items are weighed by, 1 or more.</summary>
    public double Words { get; } = Math.Max(1.0, words + sample.Sum(length => (long)length)) / Math.Max(1, items + sample.Count);

    /// <summary>Items and their words so far.</summary>
    public (long Items, long Words) Totals { get; private set; } = (items, words);

    /// <summary>Counts items that are sent.</summary>
    public void Add(int items, long words)
    {
        lock (_lock) Totals = (Totals.Items + items, Totals.Words + words);
    }
}
