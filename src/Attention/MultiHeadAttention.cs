using Rag.Attention.Caches;
using Rag.Attention.Inference;

namespace Rag.Attention;

/// <summary>
/// Multi-head attention (Vaswani et al., "Attention is all you need", 2017): project, split into heads, let queries read
/// keys and values, join, project. A sequence reads itself, or another: the memory.
/// </summary>
public sealed class MultiHeadAttention : NamedModule
{
    /// <summary>Draws the weights from the global generator (torch.manual_seed).</summary>
    public MultiHeadAttention(AttentionOptions options) : this(options, null)
    {
    }

    /// <summary>A layer that may share its key and value projections with another.</summary>
    /// <param name="keysAndValuesOf">A layer whose key and value projections this one shares, or null.</param>
    /// <exception cref="ArgumentException">The layers' keys or values differ in size.</exception>
    public MultiHeadAttention(AttentionOptions options, MultiHeadAttention? keysAndValuesOf) : base(nameof(MultiHeadAttention))
    {
        Options = options;
        var (inner, shared) = (options.Heads * options.HeadWidth, options.KeyValueHeads * options.HeadWidth);
        var biased = options.ProjectionBias != ProjectionBias.None;
        if (keysAndValuesOf is not null && KeysAndValues(keysAndValuesOf.Options) != KeysAndValues(options))
            throw new ArgumentException("Tied key and value projections want the same memory width, key/value heads, head width and biases.");
        Query = Part("query", Linear(options.Width, inner, biased));
        Key = Part("key", keysAndValuesOf?.Key ?? Linear(options.MemoryWidth, shared, options.ProjectionBias == ProjectionBias.All));
        Value = Part("value", keysAndValuesOf?.Value ?? Linear(options.MemoryWidth, shared, biased));
        Mechanism = Part("mechanism", new AttentionMechanism(options));
        if (options.OutputProjection) Output = Part("output", Linear(inner, options.Width, biased));
    }

    /// <summary>What it was built from.</summary>
    public AttentionOptions Options { get; }

    /// <summary>width -> heads * head.</summary>
    public Linear Query { get; }

    /// <summary>memory width -> key/value heads * head.</summary>
    public Linear Key { get; }

    /// <summary>memory width -> key/value heads * head.</summary>
    public Linear Value { get; }

    /// <summary>Joins the heads; null where the options leave that to the layer's owner.</summary>
    public Linear? Output { get; }

    /// <summary>What the heads do between the projections.</summary>
    public AttentionMechanism Mechanism { get; }

    /// <summary>A sequence (batch, tokens, width) reads itself.</summary>
    public Tensor forward(Tensor x, AttentionContext? context = null) => forward(x, x, context);

    /// <summary>A sequence (batch, queries, width) reads a memory (batch, keys, memory width).</summary>
    /// <returns>(batch, queries, width).</returns>
    public Tensor forward(Tensor x, Tensor memory, AttentionContext? context = null) => Joined(() => Read(x, memory, context));

    /// <summary>residual + what a sequence (batch, tokens, width) reads in itself.</summary>
    public Tensor Plus(Tensor residual, Tensor x, AttentionContext? context = null)
    {
        using var scope = NewDisposeScope();
        return PlusJoined(residual, Read(x, x, context)).MoveToOuterDisposeScope();
    }

    /// <summary>residual + what a sequence (batch, queries, width) reads in a memory that <see cref="Remember"/> projected.</summary>
    public Tensor Plus(Tensor residual, Tensor x, FixedCache memory, AttentionContext? context = null)
    {
        using var scope = NewDisposeScope();
        return PlusJoined(residual, Read(x, memory, context)).MoveToOuterDisposeScope();
    }

    /// <summary>A sequence reads a memory that <see cref="Remember"/> projected.</summary>
    public Tensor forward(Tensor x, FixedCache memory, AttentionContext? context = null) => Joined(() => Read(x, memory, context));

    /// <summary>What each head read, not yet joined: (batch, heads, queries, head).</summary>
    public Tensor Read(Tensor x, Tensor memory, AttentionContext? context = null)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = ReferenceEquals(x, memory) ? FusedLinear.Run(x, Query, Key, Value) : (Query.Run(x), Key.Run(memory), Value.Run(memory));
        return Mechanism.forward(
            Split(q, Options.Heads), // (batch, heads, queries, head)
            Split(k, Options.KeyValueHeads), // (batch, key/value heads, keys, head)
            Split(v, Options.KeyValueHeads),
            context).MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="Read(Tensor, Tensor, AttentionContext?)"/>
    public Tensor Read(Tensor x, FixedCache memory, AttentionContext? context = null)
    {
        using var scope = NewDisposeScope();
        var q = Split(Query.Run(x), Options.Heads); // (batch, heads, queries, head)
        return Mechanism.forward(q, memory, context).MoveToOuterDisposeScope();
    }

    /// <summary>Projects a memory (batch, keys, memory width) once, to be read at every step.</summary>
    public FixedCache Remember(Tensor memory)
    {
        using var scope = NewDisposeScope();
        var k = Split(Key.Run(memory), Options.KeyValueHeads); // (batch, key/value heads, keys, head)
        return Mechanism.Remember(k, Split(Value.Run(memory), Options.KeyValueHeads));
    }

    /// <summary>(batch, heads, tokens, head) to (batch, tokens, heads * head).</summary>
    public static Tensor Join(Tensor heads) => heads.transpose(1, 2).flatten(2);

    /// <summary>(batch, tokens, heads * head) to (batch, heads, tokens, head).</summary>
    public static Tensor Split(Tensor joined, int heads) =>
        joined.view(joined.shape[0], joined.shape[1], heads, joined.shape[2] / heads).transpose(1, 2);

    private static (int, int, int, ProjectionBias) KeysAndValues(AttentionOptions options) =>
        (options.MemoryWidth, options.KeyValueHeads, options.HeadWidth, options.ProjectionBias);

    private Tensor PlusJoined(Tensor residual, Tensor heads)
    {
        var joined = Join(heads); // (batch, tokens, heads * head)
        return Output is null ? residual + joined : Output.RunPlus(joined, residual);
    }

    private Tensor Joined(Func<Tensor> read)
    {
        using var scope = NewDisposeScope();
        var joined = Join(read()); // (batch, queries, heads * head)
        return (Output is null ? joined : Output.Run(joined)).MoveToOuterDisposeScope();
    }
}
