namespace Rag.Attention.Biases;

/// <summary>
/// A learned number for each head and number of steps between query and key in a graph or tree, which the context gives as
/// <see cref="AttentionContext.Distances"/> (Ying et al., "Graphormer", 2021).
/// </summary>
/// <param name="Most">Longer ways count as this long; negative distances (no way) have a number of their own.</param>
public sealed record DistanceBias(int Most) : Bias
{
    internal override string? Refusal => Most < 0 ? $"The largest distance is 0 or more, not {Most}." : null;

    internal override Tensor Initial(long heads) => torch.zeros(Most + 2, heads);

    internal override Tensor Term(ScoreGrid grid, Tensor? learned)
    {
        var distances = grid.Context.Distances
            ?? throw new ArgumentException("The layer's bias needs distances; the context has none.");
        var rows = torch.where(distances.lt(0), torch.tensor(Most + 1L), distances.clamp_max(Most));
        var picked = learned!.index_select(0, rows.flatten()).view([.. rows.shape, grid.Heads]); // ([batch,] queries, keys, heads)
        return picked.dim() == 4 ? picked.permute(0, 3, 1, 2) : picked.permute(2, 0, 1);
    }
}
