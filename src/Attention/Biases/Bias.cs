namespace Rag.Attention.Biases;

/// <summary>Something added to the scores. The biases of a layer add up.</summary>
public abstract record Bias
{
    private protected Bias()
    {
    }

    /// <summary>Whether it depends on the distance j - i alone, and so is the same along every diagonal.</summary>
    internal virtual bool IsRelative => false;

    internal virtual string? Refusal => null;

    /// <summary>What is learned, as it starts, or null.</summary>
    internal virtual Tensor? Initial(long heads) => null;

    /// <summary>Broadcasts to (batch, heads, queries, keys).</summary>
    internal abstract Tensor Term(ScoreGrid grid, Tensor? learned);

    /// <summary>One number a head, shaped to meet (queries, keys).</summary>
    private protected static Tensor PerHead(Tensor numbers) => numbers.view(-1, 1, 1); // (heads, 1, 1)
}
