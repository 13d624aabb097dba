namespace Rag.Attention.Inference;

/// <summary>What a linear layer does to each number before it is written.</summary>
public enum Finish
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>x times the standard normal distribution function of x.</summary>
    Gelu,

    /// <summary>Its approximation by tanh.</summary>
    GeluTanh,

    /// <summary>max(x, 0).</summary>
    Relu,
}
