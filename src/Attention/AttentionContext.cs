using Rag.Attention.Caches;
using Rag.Attention.Probes;

namespace Rag.Attention;

/// <summary>What one call knows beyond its queries, keys and values. Everything in it is optional.</summary>
public sealed record AttentionContext
{
    internal static AttentionContext Empty { get; } = new();

    /// <summary>True where a key may be read (padding is false): bool (batch, keys), cached keys included.</summary>
    public Tensor? KeyMask { get; init; }

    /// <summary>The document each query belongs to, int64 (queries) or (batch, queries); it reads that one only.</summary>
    public Tensor? QueryDocuments { get; init; }

    /// <summary>The document each key belongs to, int64 (keys) or (batch, keys).</summary>
    public Tensor? KeyDocuments { get; init; }

    /// <summary>True where a query may read a key: a graph's edges, bool ([batch,] queries, keys).</summary>
    public Tensor? Adjacency { get; init; }

    /// <summary>The chunk each key was retrieved for, int64 ([batch,] keys), for a layer with a chunk length.</summary>
    public Tensor? ItemChunks { get; init; }

    /// <summary>Steps between query and key in a graph or tree, int64 ([batch,] queries, keys).</summary>
    public Tensor? Distances { get; init; }

    /// <summary>How well each key was retrieved, float32 (batch, keys).</summary>
    public Tensor? RetrievalScores { get; init; }

    /// <summary>
    /// Added to the scores beside the layer's own biases: float32, broadcasting to (batch, heads, queries, keys).
    /// </summary>
    public Tensor? Bias { get; init; }

    /// <summary>Position of the first query, where no growing cache tells it: in cross-attention while decoding.</summary>
    public long QueryStart { get; init; }

    /// <summary>Keys and values of the tokens before; the call's own are appended.</summary>
    public GrowingCache? Cache { get; init; }

    /// <summary>Listens to the call. The weights are then built in full, by the plain kernel.</summary>
    public AttentionProbe? Probe { get; init; }
}
