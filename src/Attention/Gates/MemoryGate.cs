namespace Rag.Attention.Gates;

/// <summary>Opens each head to the memory as far as it helps.</summary>
public sealed class MemoryGate : NamedModule
{
    private readonly GateOptions _options;
    private readonly int _heads;
    private readonly Parameter _bias; // (heads)
    private readonly Parameter? _content; // (heads, width)

    /// <param name="width">Numbers of a state h that a content gate looks at.</param>
    public MemoryGate(GateOptions options, int heads, int width) : base(nameof(MemoryGate))
    {
        if (heads < 1 || width < 1)
            throw new ArgumentException($"A gate has 1 or more heads and states of 1 or more numbers, not {heads} and {width}.");
        if (!double.IsFinite(options.StartBias))
            throw new ArgumentException($"A gate's bias is finite, not {options.StartBias}.", nameof(options));
        (_options, _heads) = (options, heads);
        _bias = Learned("bias", torch.full(heads, options.Kind == GateKind.Tanh ? 0 : options.StartBias, float32));
        if (options.Kind == GateKind.Content) _content = Learned("content", torch.zeros(heads, width));
    }

    /// <summary>
    /// Gate values that stand in for the learned ones, one for all heads or one a head, for comparisons; null learns again.
    /// </summary>
    /// <exception cref="ArgumentException">Their number is neither 1 nor the heads', or one is not finite.</exception>
    public IReadOnlyList<double>? Frozen
    {
        get;
        set => field = value is null || ((value.Count == 1 || value.Count == _heads) && value.All(double.IsFinite))
            ? value
            : throw new ArgumentException(
                $"A gate of {_heads} heads is frozen to 1 or {_heads} finite values, not [{string.Join(", ", value)}].");
    }

    /// <summary>g for states h (batch, queries, width).</summary>
    /// <returns>(batch, heads, queries, 1); a gate that does not look at h gives (1, heads, 1, 1).</returns>
    public Tensor forward(Tensor h)
    {
        using var scope = NewDisposeScope();
        var gate = (Frozen, _options.Kind) switch
        {
            ({ } values, _) => torch.tensor(values.Select(value => (float)value).ToArray(), device: h.device).expand(_heads).unsqueeze(-1),
            (_, GateKind.Content) => torch.sigmoid(functional.linear(h, _content!, _bias)).transpose(1, 2), // (batch, heads, queries)
            (_, GateKind.Static) => torch.sigmoid(_bias).unsqueeze(-1), // (heads, 1)
            _ => torch.tanh(_bias).unsqueeze(-1),
        };
        return (gate.dim() == 3 ? gate : gate.unsqueeze(0)).unsqueeze(-1).MoveToOuterDisposeScope();
    }

    /// <summary>What was read of the sequence itself and of the memory, both (batch, heads, queries, head), mixed by g.</summary>
    public Tensor Mix(Tensor self, Tensor memory, Tensor gate) =>
        _options.Kind == GateKind.Tanh ? self + gate * memory : (1 - gate) * self + gate * memory;
}
