using Rag.Torch.Kernels.Normalization;

namespace Rag.Torch;

/// <summary>Layer normalization and its gradients in one pass over the rows each.</summary>
internal static unsafe class LayerNormalization
{
    public static torch.Tensor Run(torch.Tensor input, long[] shape, torch.Tensor? weight, torch.Tensor? bias, double eps)
    {
        foreach (var each in new[] { weight, bias })
        {
            if (each is not null && !each.Sizes.AsSpan().SequenceEqual(shape))
                throw new ArgumentException($"A weight or bias of shape {Shape.Text(each.Sizes)} does not fit a normalized shape {Shape.Text(shape)}.", nameof(weight));
        }
        var n = checked((int)Shape.Count(shape));
        var rows = n == 0 ? 0 : checked((int)(input.Count / n));
        using var x = Conversion.BorrowDense(input, torch.ScalarType.Float32);
        var y = New.Empty(input.Sizes, torch.ScalarType.Float32);
        using var statistics = New.Empty([2, rows], torch.ScalarType.Float32);
        var means = (float*)statistics.Data;
        LayerNorm.Forward(rows, n, x.Tensor.FloatData, Pointer(weight), Pointer(bias), (float)eps, (float*)y.Data, means, means + rows);
        if (!Tape.Records(input) && (weight is null || !Tape.Records(weight)) && (bias is null || !Tape.Records(bias))) return y;
        return (weight, bias) switch
        {
            (null, _) => Tape.Record(y, [input], [x.Tensor, statistics], n, _backward, "layer_norm"),
            (_, null) => Tape.Record(y, [input, weight], [x.Tensor, statistics, weight], n, _backward, "layer_norm"),
            _ => Tape.Record(y, [input, weight, bias], [x.Tensor, statistics, weight], n, _backward, "layer_norm"),
        };
    }

    private static readonly Backward<int> _backward = static (saved, gradient, n) =>
    {
        var rows = checked((int)(gradient.Count / Math.Max(1, n)));
        var means = saved[1].FloatData;
        using var dy = Conversion.BorrowDense(gradient);
        var results = new torch.Tensor?[saved.Inputs.Length];
        results[0] = New.Empty(gradient.Sizes, torch.ScalarType.Float32);
        for (var i = 1; i < results.Length; i++) results[i] = New.Zeros(saved.ShapeOf(i), torch.ScalarType.Float32);
        LayerNorm.Backward(
            rows, n, saved[0].FloatData, results.Length > 1 ? saved[2].FloatData : null, means, means + rows, dy.Tensor.FloatData, results[0]!.FloatData,
            results.Length > 1 ? results[1]!.FloatData : null, results.Length > 2 ? results[2]!.FloatData : null);
        return results;
    };

    private static float* Pointer(torch.Tensor? tensor) => tensor is null ? null : tensor.FloatData;
}
