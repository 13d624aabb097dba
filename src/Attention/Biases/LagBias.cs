namespace Rag.Attention.Biases;

/// <summary>Adds b_h where the key stands <paramref name="Lag"/> positions before the query, b_h learned.</summary>
/// <param name="Start">The b_h before training.</param>
public sealed record LagBias(int Lag, double Start = 0) : Bias
{
    internal override bool IsRelative => true;

    internal override Tensor Initial(long heads) => torch.full(heads, Start, float32);

    internal override Tensor Term(ScoreGrid grid, Tensor? learned) =>
        PerHead(learned!) * grid.Distances.eq(-Lag).to(float32); // (heads, queries, keys)
}
