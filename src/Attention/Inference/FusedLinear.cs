namespace Rag.Attention.Inference;

/// <summary>
/// Linear layers as inference wants them: weights in oneDNN's order, what follows applied while the product is in the cache.
/// Outside of inference mode, and where libtorch has no oneDNN, they are torch's own, with a graph; see <see cref="MixedPrecision"/>.
/// </summary>
public static class FusedLinear
{
    /// <summary>finish(x W^T + b): (..., inputs) to (..., outputs).</summary>
    public static Tensor Run(this Linear layer, Tensor x, Finish finish = Finish.None)
    {
        if (Packed(x, layer) is { } packed) return LibTorch.Linear(x, packed.Weight, packed.Bias, finish);
        var y = MixedPrecision.Product(layer, x);
        return finish switch
        {
            Finish.Gelu => functional.gelu(y),
            Finish.GeluTanh => functional.gelu(y, TorchSharp.Modules.GELU.Approximate.tanh),
            Finish.Relu => functional.relu(y),
            _ => y,
        };
    }

    /// <summary>residual + x W^T + b: (..., inputs) to (..., outputs).</summary>
    public static Tensor RunPlus(this Linear layer, Tensor x, Tensor residual) => Packed(x, layer) is { } packed
        ? LibTorch.LinearPlus(x, residual, packed.Weight, packed.Bias)
        : residual + MixedPrecision.Product(layer, x);

    /// <summary>What three layers make of one input, by one product.</summary>
    public static (Tensor First, Tensor Second, Tensor Third) Run(Tensor x, Linear first, Linear second, Linear third)
    {
        if (Packed(x, first, second, third) is not { } packed) return (MixedPrecision.Product(first, x), MixedPrecision.Product(second, x), MixedPrecision.Product(third, x));
        var sizes = new[] { first, second, third }.Select(layer => layer.weight!.shape[0]).ToArray();
        var parts = LibTorch.Linear(x, packed.Weight, packed.Bias, Finish.None).split(sizes, -1);
        return (parts[0], parts[1], parts[2]);
    }

    /// <summary>Null where torch's own layers serve.</summary>
    private static PackedWeights? Packed(Tensor x, params ReadOnlySpan<Linear> layers) =>
        torch.is_inference_mode_enabled() && x.dtype == layers[0].weight!.dtype ? PackedWeights.Of(layers) : null;
}
