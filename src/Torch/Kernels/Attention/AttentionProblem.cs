namespace Rag.Torch.Kernels.Attention;

/// <summary>softmax(Q K^T * Scale + Bias, where the mask allows) V, for each head of each batch.</summary>
internal readonly record struct AttentionProblem
{
    public required int Batch { get; init; }

    public required int Heads { get; init; }

    public required int Queries { get; init; }

    public required int Keys { get; init; }

    /// <summary>Numbers in a query, key or value of one head.</summary>
    public required int Width { get; init; }

    public required float Scale { get; init; }

    /// <summary>Query i sees keys 0..i, as PyTorch has it, also where there are more keys than queries.</summary>
    public bool Causal { get; init; }

    public required HeadView Query { get; init; }

    public required HeadView Key { get; init; }

    public required HeadView Value { get; init; }

    /// <summary>Added to the scaled scores, if given.</summary>
    public ScoreView<float> Bias { get; init; }

    /// <summary>True where a query may see a key, if given.</summary>
    public ScoreView<bool> Mask { get; init; }

    public bool HasScoreTerms => Causal || !Bias.IsEmpty || !Mask.IsEmpty;
}
