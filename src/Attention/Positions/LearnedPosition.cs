namespace Rag.Attention.Positions;

/// <summary>Adds a learned vector for each position, one table for queries and one for keys.</summary>
/// <param name="MostTokens">Longer sequences are refused.</param>
public sealed record LearnedPosition(int MostTokens, PositionedSide Side = PositionedSide.Both) : Position(Side)
{
    private const double Spread = 0.02;

    internal override string? Refusal(AttentionOptions options) =>
        MostTokens < 1 ? $"A table of learned positions has 1 or more rows, not {MostTokens}." : null;

    internal override Tensor Initial(AttentionOptions options) => // (queries and keys, tokens, head)
        torch.randn(2, MostTokens, options.HeadWidth) * Spread;

    internal override Tensor Place(Tensor vectors, long start, bool isKey, Tensor? learned)
    {
        var tokens = vectors.shape[^2];
        if (start + tokens > MostTokens)
            throw new ArgumentException($"Positions {start}..{start + tokens - 1} go beyond the {MostTokens} learned ones.");
        return vectors + learned!.select(0, isKey ? 1 : 0).narrow(0, start, tokens);
    }
}
