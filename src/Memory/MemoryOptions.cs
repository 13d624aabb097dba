namespace Rag.Memory;

/// <summary>How a collection is indexed and ranked.</summary>
public sealed record MemoryOptions
{
    /// <summary>BM25's saturation of repeated words, 0 or more: 0 counts a word once however often it stands there.</summary>
    public double K1
    {
        get;
        init => field = value is >= 0 and <= 1000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(K1), value, "BM25's k1 lies between 0 and 1000.");
    } = 1.0;

    /// <summary>BM25's correction for an item's length, between 0 (none) and 1 (full).</summary>
    public double B
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(B), value, "BM25's b lies between 0 and 1.");
    } = 0.75;

    /// <summary>
    /// Whether English endings are stripped from words. It holds for a collection's life: it is recorded when the
    /// collection is created, and an existing collection keeps what was recorded.
    /// </summary>
    public bool Stemming { get; init; } = true;
}
