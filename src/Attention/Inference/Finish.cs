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

internal static class Finishing
{
    /// <summary>By torch's own functions, with their graph.</summary>
    public static Tensor Of(this Finish finish, Tensor y) => finish switch
    {
        Finish.Gelu => functional.gelu(y),
        Finish.GeluTanh => functional.gelu(y, TorchSharp.Modules.GELU.Approximate.tanh),
        Finish.Relu => functional.relu(y),
        _ => y,
    };
}
