namespace Rag.Attention.Biases;

/// <summary>Adds a_h cos(2 pi (i - j) / period), a_h learned: keys in step with the query, such as the same beat of a bar.</summary>
/// <param name="Period">In positions; it need not be whole.</param>
/// <param name="Start">The a_h before training.</param>
public sealed record PeriodicBias(double Period, double Start = 0) : Bias
{
    internal override bool IsRelative => true;

    internal override string? Refusal =>
        Period > 0 && double.IsFinite(Period) ? null : $"A period is positive, not {Period}.";

    internal override Tensor Initial(long heads) => torch.full(heads, Start, float32);

    internal override Tensor Term(ScoreGrid grid, Tensor? learned) =>
        PerHead(learned!) * (grid.Distances.to(float32) * (Math.Tau / Period)).cos(); // (heads, queries, keys)
}
