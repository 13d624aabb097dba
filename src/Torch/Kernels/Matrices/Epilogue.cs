namespace Rag.Torch.Kernels.Matrices;

/// <summary>A function applied to each element of a product as it is finished.</summary>
internal enum Activation
{
    None,
    Relu,
    Silu,
    Gelu,
    GeluTanh,
}

/// <summary>What is done to each finished element: <c>activation(c + bias[column]) + residual[row, column]</c>.</summary>
internal readonly unsafe struct Epilogue
{
    /// <summary>One number a column, or null.</summary>
    public float* Bias { get; init; }

    public Activation Activation { get; init; }

    /// <summary>Added after the activation, or null. Not C itself: for that beta is 1.</summary>
    public float* Residual { get; init; }

    public nint ResidualRow { get; init; }

    public bool IsEmpty => Bias == null && Activation == Activation.None && Residual == null;
}
