namespace Rag.Memory;

/// <summary>An item that a search found, and the score it is ranked by (higher is better).</summary>
/// <param name="Item">The item.</param>
/// <param name="Score">BM25, the cosine, or what the <see cref="Fusion"/> made of both.</param>
public readonly record struct Hit(Item Item, double Score)
{
    /// <summary>Its BM25 score, where the search had words; 0 where it shares none.</summary>
    public double? Words { get; init; }

    /// <summary>The cosine of its embedding and the query's, where both are there.</summary>
    public double? Cosine { get; init; }
}
