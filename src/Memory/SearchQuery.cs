using Rag.Memory.Filters;
using Rag.Memory.Words;

namespace Rag.Memory;

/// <summary>What is looked for: words, a vector, or both.</summary>
public sealed record SearchQuery
{
    /// <summary>The most hits a search returns.</summary>
    public const int MostHits = 1_000_000;

    /// <summary>
    /// Any text, or null; of a very long one the 512 rarest words count, in Qdrant all. What stands in double quotes is a phrase: only items are
    /// found whose text or heading has its words side by side, after folding and stemming, and the other words rank them.
    /// </summary>
    public string? Words { get; init; }

    /// <summary>Whether double quotes mark phrases; else they are punctuation, as in a question that quotes something.</summary>
    public bool Phrases { get; init; } = true;

    /// <summary>What the collection's encoder made of the question, of any length but zero; or empty.</summary>
    public ReadOnlyMemory<float> Vector { get; init; }

    /// <summary>How many hits at most, 1 to a million.</summary>
    public int K
    {
        get;
        init => field = value is >= 1 and <= MostHits
            ? value
            : throw new ArgumentOutOfRangeException(nameof(K), value, "A search is for 1 to 1,000,000 hits.");
    } = 10;

    /// <summary>Which items may be found; null for all.</summary>
    public Filter? Filter { get; init; }

    /// <summary>How the ranking by words and the one by vector become one.</summary>
    public Fusion Fusion { get; init; } = Fusion.Raw();

    /// <summary>
    /// Items below this cosine are not found by the vector, -1 to 1; those that share words with the query are found all the same.
    /// </summary>
    public double LeastCosine
    {
        get;
        init => field = value is >= -1 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LeastCosine), value, "A cosine lies between -1 and 1.");
    } = -1;

    /// <summary>Compares every vector in full instead of walking the graph.</summary>
    public bool Exact { get; init; }

    /// <summary>Candidates the walk keeps; null for the collection's option.</summary>
    public int? EfSearch { get; init; }

    internal Phrases? PhrasesOf(WordTokenizer tokenizer) => Phrases && Words is { } words ? Rag.Memory.Words.Phrases.Of(words, tokenizer) : null;
}
