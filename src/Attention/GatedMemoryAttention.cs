using Rag.Attention.Caches;
using Rag.Attention.Gates;
using Rag.Attention.Inference;

namespace Rag.Attention;

/// <summary>
/// The attention of a decoder layer with a memory: every head reads the sequence itself and the memory, and a gate decides
/// how much of each it passes on.
/// <code>
/// x = LN(h); s = Self(x); c = Cross(x, M); g = gate(h); h + W_o[(1 - g) s + g c]
/// </code>
/// </summary>
public sealed class GatedMemoryAttention : NamedModule
{
    private readonly double _dropout;

    /// <param name="self">How the sequence reads itself; causal in a decoder.</param>
    /// <param name="cross">How it reads the memory: same heads and head width; with a null key an empty memory stays finite.</param>
    /// <param name="tieKeysAndValues">Whether both share their key and value projections.</param>
    /// <param name="dropout">Probability of dropping a number of what is added to h, while training.</param>
    /// <exception cref="ArgumentException">The two do not fit together.</exception>
    public GatedMemoryAttention(
        AttentionOptions self, AttentionOptions cross, GateOptions? gate = null, bool tieKeysAndValues = false, double dropout = 0)
        : base(nameof(GatedMemoryAttention))
    {
        if (self.Width != cross.Width || self.Heads != cross.Heads || self.HeadWidth != cross.HeadWidth)
            throw new ArgumentException(
                $"A gate mixes heads of one kind: {self.Heads} of {self.HeadWidth} at width {self.Width} do not mix with "
                + $"{cross.Heads} of {cross.HeadWidth} at width {cross.Width}.");
        if (self.OutputProjection || cross.OutputProjection)
            throw new ArgumentException("The heads are joined once, after the mix: both parts want outputProjection: false.");
        _dropout = dropout is >= 0 and < 1 ? dropout : throw new ArgumentException($"A dropout probability lies in [0, 1), not {dropout}.", nameof(dropout));
        Norm = Part("norm", LayerNorm(self.Width));
        Self = Part("self", new MultiHeadAttention(self));
        Cross = Part("cross", new MultiHeadAttention(cross, tieKeysAndValues ? Self : null));
        Gate = Part("gate", new MemoryGate(gate ?? new GateOptions(), self.Heads, self.Width));
        Output = Part("output", Linear(self.Heads * self.HeadWidth, self.Width, self.ProjectionBias != ProjectionBias.None));
    }

    /// <summary>LN.</summary>
    public LayerNorm Norm { get; }

    /// <summary>How the sequence reads itself.</summary>
    public MultiHeadAttention Self { get; }

    /// <summary>How the sequence reads the memory.</summary>
    public MultiHeadAttention Cross { get; }

    /// <summary>g.</summary>
    public MemoryGate Gate { get; }

    /// <summary>W_o.</summary>
    public Linear Output { get; }

    /// <param name="h">(batch, tokens, width)</param>
    /// <param name="memory">(batch, items, memory width); no items, no harm, where the cross-attention has a null key.</param>
    /// <param name="self">For the sequence's own attention: its cache, its padding.</param>
    /// <param name="cross">For the memory: its padding, its retrieval scores; a probe here hears the gate as well.</param>
    /// <returns>h after the layer, (batch, tokens, width).</returns>
    public Tensor forward(Tensor h, Tensor memory, AttentionContext? self = null, AttentionContext? cross = null)
    {
        using var scope = NewDisposeScope();
        using var remembered = Cross.Remember(memory);
        return forward(h, remembered, self, cross).MoveToOuterDisposeScope();
    }

    /// <summary>The same over a memory that <see cref="Cross"/> projected once, by <see cref="MultiHeadAttention.Remember"/>.</summary>
    public Tensor forward(Tensor h, FixedCache memory, AttentionContext? self = null, AttentionContext? cross = null)
    {
        using var scope = NewDisposeScope();
        var start = self?.Cache?.Tokens ?? 0;
        var x = Norm.call(h); // (batch, tokens, width)
        var s = Self.Read(x, x, self); // (batch, heads, tokens, head)
        var c = Cross.Read(x, memory, start == 0 ? cross : (cross ?? AttentionContext.Empty) with { QueryStart = start });
        var g = Gate.forward(h); // (batch, heads, tokens, 1)
        cross?.Probe?.HearGate(g);
        var read = MultiHeadAttention.Join(Gate.Mix(s, c, g)); // (batch, tokens, heads * head)
        var next = training && _dropout > 0 ? h + functional.dropout(Output.Run(read), _dropout) : Output.RunPlus(read, h);
        return next.MoveToOuterDisposeScope();
    }
}
