using Rag.Torch.Kernels.Matrices;

namespace Rag.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>input weights^T + bias, over the last dimension.</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null)
            {
                if (weights.Rank != 2 || input.Rank == 0 || input.Sizes[^1] != weights.Sizes[1])
                    throw new ArgumentException($"An input of shape {Shape.Text(input.Sizes)} does not fit weights of shape {Shape.Text(weights.Sizes)}.", nameof(input));
                if (bias is not null && (bias.Rank != 1 || bias.Sizes[0] != weights.Sizes[0]))
                    throw new ArgumentException($"A bias of shape {Shape.Text(bias.Sizes)} does not fit weights of shape {Shape.Text(weights.Sizes)}.", nameof(bias));
                var result = AffineMap.Forward(input, weights, bias);
                return bias is null
                    ? Tape.Record(result, [input, weights], [input, weights], 0, AffineMap.Backward)
                    : Tape.Record(result, [input, weights, bias], [input, weights], 0, AffineMap.Backward);
            }
        }
    }
}

internal static unsafe class AffineMap
{
    public static readonly Backward<int> Backward = static (saved, gradient, _) =>
    {
        var (input, weights) = (saved[0], saved[1]);
        using var rows = gradient.reshape(-1, weights.Sizes[0]);
        using var inputs = input.reshape(-1, weights.Sizes[1]);
        var toInput = saved.Needs(0) ? Products.Multiply(rows, weights).reshape(input.Sizes) : null;
        var toWeights = saved.Needs(1) ? Products.Multiply(rows.mT, inputs) : null;
        if (saved.Inputs.Length == 2) return [toInput, toWeights];
        return [toInput, toWeights, saved.Needs(2) ? rows.sum([0]) : null];
    };

    public static torch.Tensor Forward(torch.Tensor input, torch.Tensor weights, torch.Tensor? bias)
    {
        var result = New.Empty([.. input.Sizes.AsSpan(0, input.Rank - 1), weights.Sizes[0]], torch.ScalarType.Float32);
        if (result.Count == 0) return result;
        using var dense = Conversion.BorrowDense(input);
        using var offsets = bias is null ? default : Conversion.BorrowDense(bias);
        var (n, k) = (checked((int)weights.Sizes[0]), checked((int)weights.Sizes[1]));
        var epilogue = new Epilogue { Bias = bias is null ? null : offsets.Tensor.FloatData };
        var rows = checked((int)(result.Count / n));
        if (PackedWeights.Of(weights, rows) is { } packed)
        {
            Gemm.Multiply(rows, new MatrixView(dense.Tensor.FloatData, k), packed, (float*)result.Data, n, epilogue: epilogue);
            GC.KeepAlive(packed);
            return result;
        }
        Gemm.Multiply(
            rows, n, k, new MatrixView(dense.Tensor.FloatData, k), new MatrixView(weights.FloatData, (nint)weights.Strides[1], (nint)weights.Strides[0]),
            (float*)result.Data, n, epilogue: epilogue);
        return result;
    }
}
