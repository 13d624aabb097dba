namespace Rag.Torch;

/// <summary>Softmax and its logarithm along any dimension, brought to the last.</summary>
internal static unsafe class SoftmaxRows
{
    public static torch.Tensor Softmax(torch.Tensor input, long dim, torch.ScalarType? dtype)
    {
        if (dtype is { } type) input = input.to_type(type);
        var at = Shape.Dimension(dim, input.Rank);
        if (at < input.Rank - 1) return Softmax(input.transpose(at, -1), -1, null).transpose(at, -1);
        using var x = Conversion.BorrowDense(input, torch.ScalarType.Float32);
        var y = New.Empty(input.Sizes, torch.ScalarType.Float32);
        var (rows, n) = Rows(y);
        Kernels.Normalization.Softmax.Forward(rows, n, x.Tensor.FloatData, (float*)y.Data);
        return Tape.Record(y, [input], [y], 0, static (saved, gradient, _) =>
        {
            using var dy = Conversion.BorrowDense(gradient);
            var dx = New.Empty(gradient.Sizes, torch.ScalarType.Float32);
            var (rows, n) = Rows(dx);
            Kernels.Normalization.Softmax.Backward(rows, n, saved[0].FloatData, dy.Tensor.FloatData, (float*)dx.Data);
            return [dx];
        }, "softmax");
    }

    public static torch.Tensor LogSoftmax(torch.Tensor input, long dim, torch.ScalarType? dtype)
    {
        if (dtype is { } type) input = input.to_type(type);
        var at = Shape.Dimension(dim, input.Rank);
        if (at < input.Rank - 1) return LogSoftmax(input.transpose(at, -1), -1, null).transpose(at, -1);
        using var x = Conversion.BorrowDense(input, torch.ScalarType.Float32);
        var y = New.Empty(input.Sizes, torch.ScalarType.Float32);
        var (rows, n) = Rows(y);
        Kernels.Normalization.Softmax.LogForward(rows, n, x.Tensor.FloatData, (float*)y.Data);
        return Tape.Record(y, [input], [y], 0, static (saved, gradient, _) =>
        {
            using var dy = Conversion.BorrowDense(gradient);
            var dx = New.Empty(gradient.Sizes, torch.ScalarType.Float32);
            var (rows, n) = Rows(dx);
            Kernels.Normalization.Softmax.LogBackward(rows, n, saved[0].FloatData, dy.Tensor.FloatData, (float*)dx.Data);
            return [dx];
        }, "log_softmax");
    }

    private static (int Rows, int Length) Rows(torch.Tensor tensor)
    {
        var n = tensor.Rank == 0 ? 1 : checked((int)tensor.Sizes[^1]);
        return (n == 0 ? 0 : checked((int)(tensor.Count / n)), n);
    }
}
