namespace Rag.Attention.Gates;

/// <summary>What a memory gate looks at.</summary>
public enum GateKind
{
    /// <summary>(1 - g) s + g c, g = sigmoid(b_head).</summary>
    Static,

    /// <summary>(1 - g) s + g c, g = sigmoid(b_head + u_head . h).</summary>
    Content,

    /// <summary>s + g c, g = tanh(a_head), a_head = 0 at first (Alayrac et al., "Flamingo", 2022).</summary>
    Tanh,
}

/// <summary>How a layer mixes what it read of itself (s) with what it read of the memory (c), per head.</summary>
/// <param name="StartBias">b_head before training: at -4, g is 0.018, so an untrained memory leaves the layer as it was.</param>
public sealed record GateOptions(GateKind Kind = GateKind.Content, double StartBias = -4);
