namespace Rag.Attention.Biases;

/// <summary>
/// Takes slope * |i - j| from the score, slope_h = 2^(-8 (h + 1) / heads), so that near keys count more and longer
/// sequences than those trained on still work (Press et al., "ALiBi", 2022).
/// </summary>
public sealed record Alibi : Bias
{
    internal override bool IsRelative => true;

    internal override Tensor Term(ScoreGrid grid, Tensor? learned)
    {
        var heads = Enumerable.Range(1, (int)grid.Heads);
        var slopes = torch.tensor(heads.Select(h => (float)Math.Pow(2, -8.0 * h / grid.Heads)).ToArray());
        return PerHead(slopes) * -grid.Distances.abs().to(float32); // (heads, queries, keys)
    }
}
