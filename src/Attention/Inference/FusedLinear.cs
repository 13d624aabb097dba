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
        if (PackedWeights.Of(x, layer) is { } packed) return LibTorch.Linear(x, packed.Weight, packed.Bias, finish);
        return finish.Of(MixedPrecision.Product(layer, x));
    }

    /// <summary>residual + x W^T + b: (..., inputs) to (..., outputs).</summary>
    public static Tensor RunPlus(this Linear layer, Tensor x, Tensor residual) => PackedWeights.Of(x, layer) is { } packed
        ? LibTorch.LinearPlus(x, residual, packed.Weight, packed.Bias)
        : residual + MixedPrecision.Product(layer, x);

    /// <summary>What three layers make of one input, by one product.</summary>
    public static (Tensor First, Tensor Second, Tensor Third) Run(Tensor x, Linear first, Linear second, Linear third)
    {
        if (PackedWeights.Of(x, first, second, third) is not { } packed) return (MixedPrecision.Product(first, x), MixedPrecision.Product(second, x), MixedPrecision.Product(third, x));
        var sizes = new[] { first, second, third }.Select(layer => layer.weight!.shape[0]).ToArray();
        var parts = LibTorch.Linear(x, packed.Weight, packed.Bias, Finish.None).split(sizes, -1);
        return (parts[0], parts[1], parts[2]);
    }
}
