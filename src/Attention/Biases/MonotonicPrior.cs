namespace Rag.Attention.Biases;

/// <summary>
/// Favours the diagonal of an alignment: takes (j - expected)^2 / (2 spread^2), where query i expects the key as far along
/// as itself (Tachibana et al., "guided attention", 2018, as a prior).
/// </summary>
/// <param name="Spread">In keys.</param>
/// <param name="KeysPerQuery">Default: the call's keys over its queries; while decoding it has to be said.</param>
public sealed record MonotonicPrior(double Spread, double? KeysPerQuery = null) : Bias
{
    internal override string? Refusal =>
        !(Spread > 0) || !double.IsFinite(Spread) ? $"An alignment's spread is positive, not {Spread}." :
        KeysPerQuery is { } rate && (!(rate > 0) || !double.IsFinite(rate))
            ? $"Keys per query are positive, not {rate}." : null;

    internal override Tensor Term(ScoreGrid grid, Tensor? learned)
    {
        var rate = KeysPerQuery ?? (double)grid.Keys / grid.Queries;
        var expected = (grid.QueryPositions.to(float32) + 0.5) * rate - 0.5; // (queries)
        var off = grid.KeyPositions.to(float32) - expected.unsqueeze(-1); // (queries, keys)
        return off.square() * (-0.5 / (Spread * Spread));
    }
}
