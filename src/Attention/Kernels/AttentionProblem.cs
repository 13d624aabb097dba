namespace Rag.Attention.Kernels;

/// <summary>softmax(Scale * Query Key^T + bias + mask) Value, with keys and values already repeated for all heads.</summary>
/// <param name="Query">(batch, heads, queries, head)</param>
/// <param name="Key">(batch, heads, keys, head)</param>
/// <param name="Value">(batch, heads, keys, value)</param>
/// <param name="Dropout">Probability of dropping a weight; 0 when not training.</param>
internal sealed record AttentionProblem(Tensor Query, Tensor Key, Tensor Value, double Scale, ScoreTerms Terms, double Dropout);
