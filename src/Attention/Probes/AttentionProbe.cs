namespace Rag.Attention.Probes;

/// <summary>
/// What a layer did in its last call. Put one into the call's context; it may serve several calls, each replacing what the
/// last one left. The tensors are part of the graph where one is recorded, so that a loss can look at them.
/// </summary>
public sealed class AttentionProbe : IDisposable
{
    /// <summary>(batch, heads, queries, keys): rows sum to 1, or to 0 where nothing could be read. The null key comes first.</summary>
    public Tensor? Weights { get; private set; }

    /// <summary>The memory gate, (batch, heads, queries, 1); null unless the layer has one.</summary>
    public Tensor? Gate { get; private set; }

    /// <summary>-sum w ln w of every row of weights, in nats: (batch, heads, queries). Uniform over n keys gives ln n.</summary>
    public Tensor Entropy() => -(Listened() * Listened().clamp_min(1e-30).log()).sum(-1);

    /// <summary>The effective rank of each head's weights, indexed [batch][head]; see <see cref="Probes.EffectiveRank"/>.</summary>
    public double[][] EffectiveRank() =>
        [.. Listened().detach().unbind(0).Select(heads => heads.unbind(0).Select(Probes.EffectiveRank.Of).ToArray())];

    /// <summary>Forgets the last call.</summary>
    public void Dispose()
    {
        Weights?.Dispose();
        Gate?.Dispose();
        (Weights, Gate) = (null, null);
    }

    internal void HearWeights(Tensor weights)
    {
        Weights?.Dispose();
        Weights = weights.alias().DetachFromDisposeScope();
    }

    internal void HearGate(Tensor gate)
    {
        Gate?.Dispose();
        Gate = gate.alias().DetachFromDisposeScope();
    }

    private Tensor Listened() => Weights ?? throw new InvalidOperationException("The probe has heard no call yet.");
}
