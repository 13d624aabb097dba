namespace Rag.Memory;

/// <summary>How a collection indexes and ranks words.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed record MemoryOptions
{
    /// <summary>How soon more occurrences of a word stop counting: BM25's k1, 0 or more.</summary>
    public double K1 { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "k1 is 0 or more"); } = 1.2;

    /// <summary>How much long passages are held back: BM25's b, 0..1.</summary>
    public double B { get; init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "b is 0..1"); } = 0.75;

    /// <summary>Whether English suffixes are stripped. Fixed when the collection is made; an existing one keeps its own.</summary>
    public bool Stemming { get; init; } = true;
}
