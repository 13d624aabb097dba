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

    /// <summary>
    /// Where the embeddings come from. The first writer that says so settles it for the collection; opening it with one of another
    /// space is refused. Null asks nothing, and takes no embeddings into a collection that has no encoder yet.
    /// </summary>
    public EmbeddingSource? Encoder { get; init; }

    /// <summary>What is kept for a decoder. It holds for a collection's life, as stemming does. Qdrant keeps nothing.</summary>
    public StateForm States { get; init; }

    /// <summary>The graph over the embeddings of the embedded store.</summary>
    public GraphOptions Graph { get; init; } = new();
}

/// <summary>
/// Hierarchical navigable small world graphs (Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search",
/// 2016). What was built keeps its links; other numbers hold for the graphs built from then on.
/// </summary>
public sealed record GraphOptions
{
    /// <summary>Links a vector gets on each level, 2 to 128; twice as many fit on the lowest.</summary>
    public int M
    {
        get;
        init => field = Check(value, 2, 128, nameof(M));
    } = 16;

    /// <summary>Candidates looked at while a vector is linked, 1 to 10,000: more build slower and find better.</summary>
    public int EfConstruction
    {
        get;
        init => field = Check(value, 1, 10_000, nameof(EfConstruction));
    } = 200;

    /// <summary>Candidates a search keeps, 1 to 100,000; a search for more hits keeps as many as it is asked for.</summary>
    public int EfSearch
    {
        get;
        init => field = Check(value, 1, 100_000, nameof(EfSearch));
    } = 64;

    /// <summary>A segment with fewer vectors gets no graph: they are all looked at.</summary>
    public int Threshold
    {
        get;
        init => field = Check(value, 1, int.MaxValue, nameof(Threshold));
    } = 4096;

    private static int Check(int value, int least, int most, string name) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} lies between {least} and {most}.");
}
