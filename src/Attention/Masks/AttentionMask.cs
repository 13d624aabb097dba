using Rag.Attention.Biases;

namespace Rag.Attention.Masks;

/// <summary>Which keys a query may read: bool, broadcasting to (batch, heads, queries, keys), true where it may.</summary>
internal static class AttentionMask
{
    /// <summary>All masks of a call at once, or null where every query may read every key.</summary>
    public static Tensor? Of(AttentionOptions options, ScoreGrid grid) =>
        Structure(options, grid).Concat(Data(options, grid))
            .Aggregate((Tensor?)null, (all, mask) => all is null ? mask : all & mask);

    /// <summary>Key j is visible to query i when j is not later.</summary>
    public static Tensor Causal(ScoreGrid grid) => grid.Distances.le(0); // (queries, keys)

    public static Tensor Window(ScoreGrid grid, SlidingWindow window) // (queries, keys)
    {
        var near = grid.Distances.abs().le(window.Reach);
        return window.GlobalTokens.Aggregate(near, (seen, token) =>
            seen | grid.QueryPositions.eq(token).unsqueeze(-1) | grid.KeyPositions.eq(token));
    }

    /// <summary>Keys that are no padding, or null where none is said to be.</summary>
    public static Tensor? Padding(ScoreGrid grid) // (batch, 1, 1, keys)
    {
        if (grid.Context.KeyMask is not { } mask) return null;
        if (mask.dim() != 2 || mask.shape[1] != grid.Keys)
            throw new ArgumentException($"A key mask is (batch, {grid.Keys}), not ({string.Join(", ", mask.shape)}).");
        return mask.unsqueeze(1).unsqueeze(1);
    }

    /// <summary>Documents laid in one sequence that must not read each other.</summary>
    public static Tensor Documents(Tensor queries, Tensor keys) => Batched(queries.unsqueeze(-1).eq(keys.unsqueeze(-2)));

    /// <summary>Items retrieved for a chunk are read by later chunks only (Borgeaud et al., "RETRO", 2022).</summary>
    public static Tensor Chunked(ScoreGrid grid, int length, Tensor itemChunks)
    {
        var chunk = grid.QueryPositions.div(length, RoundingMode.floor).unsqueeze(-1); // (queries, 1)
        return Batched(itemChunks.unsqueeze(-2).lt(chunk));
    }

    /// <summary>(queries, keys) as it is, (batch, queries, keys) with a place for the heads.</summary>
    public static Tensor Batched(Tensor grid) => grid.dim() == 3 ? grid.unsqueeze(1) : grid;

    private static IEnumerable<Tensor> Structure(AttentionOptions options, ScoreGrid grid)
    {
        if (options.Causal && grid.HasFuture) yield return Causal(grid);
        if (options.Window is { } window) yield return Window(grid, window);
    }

    private static IEnumerable<Tensor> Data(AttentionOptions options, ScoreGrid grid)
    {
        var context = grid.Context;
        if (Padding(grid) is { } padding) yield return padding;
        if (context.Adjacency is { } adjacency) yield return Batched(adjacency);
        if (options.ChunkLength is { } length)
            yield return Chunked(grid, length, Required(context.ItemChunks, "item chunks"));
        if (context is not { QueryDocuments: null, KeyDocuments: null })
        {
            var queries = Required(context.QueryDocuments, "query documents");
            yield return Documents(queries, Required(context.KeyDocuments, "key documents"));
        }
    }

    private static Tensor Required(Tensor? given, string what) =>
        given ?? throw new ArgumentException($"The layer's mask needs {what}; the context has none.");
}
