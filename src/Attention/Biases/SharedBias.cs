namespace Rag.Attention.Biases;

/// <summary>
/// A bias that several layers share, computed once and handed to each as <see cref="AttentionContext.Bias"/>: T5 learns its
/// buckets once for all layers.
/// </summary>
public sealed class SharedBias : NamedModule
{
    private readonly Bias _bias;
    private readonly int _heads;
    private readonly Parameter? _learned;

    /// <exception cref="ArgumentException">The bias or the number of heads makes no sense.</exception>
    public SharedBias(Bias bias, int heads) : base(nameof(SharedBias))
    {
        if (heads < 1) throw new ArgumentException($"A bias is for 1 or more heads, not {heads}.", nameof(heads));
        if (bias.Refusal is { } refusal) throw new ArgumentException(refusal, nameof(bias));
        (_bias, _heads) = (bias, heads);
        if (bias.Initial(heads) is { } initial) _learned = Learned("weight", initial);
    }

    /// <param name="start">Position of the first query; keys start at 0.</param>
    /// <returns>Broadcasts to (batch, heads, queries, keys).</returns>
    public Tensor forward(long queries, long keys, long start = 0, AttentionContext? context = null)
    {
        using var scope = NewDisposeScope();
        var grid = new ScoreGrid(context ?? AttentionContext.Empty, _heads, start, queries, keys);
        return _bias.Term(grid, _learned).MoveToOuterDisposeScope();
    }
}
