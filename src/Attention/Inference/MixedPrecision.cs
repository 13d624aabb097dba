namespace Rag.Attention.Inference;

/// <summary>
/// Products of linear layers in bfloat16 while training: input and weight are rounded for the product, the sums, the weights that are
/// kept, norms, softmax and the optimizer stay in float32. On processors with AVX512-BF16 it takes about half the time.
/// </summary>
public static class MixedPrecision
{
    [ThreadStatic]
    private static bool _on;

    /// <summary>Whether products are in bfloat16 on this thread.</summary>
    public static bool IsOn => _on;

    /// <summary>Runs <paramref name="work"/> with products in bfloat16, where the processor has them; else as it is.</summary>
    public static T Run<T>(Precision precision, Func<T> work)
    {
        var before = _on;
        _on = precision.Type() == ScalarType.BFloat16;
        try
        {
            return work();
        }
        finally
        {
            _on = before;
        }
    }

    /// <summary>x W^T + b.</summary>
    internal static Tensor Product(Linear layer, Tensor x)
    {
        if (!_on || x.dtype != ScalarType.Float32 || layer.weight!.dtype != ScalarType.Float32) return layer.call(x);
        using var scope = NewDisposeScope();
        var y = functional.linear(x.to_type(bfloat16), layer.weight.to_type(bfloat16), layer.bias?.to_type(bfloat16));
        return y.to_type(float32).MoveToOuterDisposeScope();
    }
}
