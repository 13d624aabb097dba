namespace Rag.Attention.Biases;

/// <summary>
/// Adds w_h * r for each key, r how well it was retrieved (<see cref="AttentionContext.RetrievalScores"/>) and w_h learned:
/// the loss of the reader reaches the retriever through r (Guu et al., "REALM", 2020, in the score instead of a sum).
/// </summary>
/// <param name="Start">The w_h before training.</param>
public sealed record RetrievalBias(double Start = 1) : Bias
{
    internal override Tensor Initial(long heads) => torch.full(heads, Start, float32);

    internal override Tensor Term(ScoreGrid grid, Tensor? learned)
    {
        var scores = grid.Context.RetrievalScores
            ?? throw new ArgumentException("The layer's bias needs retrieval scores; the context has none.");
        return PerHead(learned!) * scores.unsqueeze(1).unsqueeze(1); // (batch, heads, 1, keys)
    }
}
