namespace Rag.Torch;

public static partial class torch
{
    /// <summary>exp(x) / sum(exp(x)) along a dimension; a row of nothing but -infinity gives zeros.</summary>
    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => SoftmaxRows.Softmax(input, dim, dtype);

    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => SoftmaxRows.Softmax(input, dim, dtype);

            public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => SoftmaxRows.LogSoftmax(input, dim, dtype);
        }
    }

    public static partial class special
    {
        public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => SoftmaxRows.Softmax(input, dim, dtype);

        public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => SoftmaxRows.LogSoftmax(input, dim, dtype);
    }
}

public static class SoftmaxTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor softmax(long dim, torch.ScalarType? dtype = null) => SoftmaxRows.Softmax(input, dim, dtype);

        public torch.Tensor log_softmax(long dim, torch.ScalarType? dtype = null) => SoftmaxRows.LogSoftmax(input, dim, dtype);
    }
}

internal static class SoftmaxRows
{
    public static torch.Tensor Softmax(torch.Tensor input, long dim, torch.ScalarType? dtype)
    {
        if (dtype is { } type) input = input.to_type(type);
        using var off = GradMode.Set(false);
        using var scope = torch.NewDisposeScope();
        var top = torch.amax(input, [dim], keepdim: true);
        var e = torch.exp(input - top.masked_fill(top.eq(double.NegativeInfinity), 0));
        var sum = e.sum(dim, keepdim: true);
        var y = (e / sum.masked_fill(sum.eq(0), 1)).MoveToOuterDisposeScope();
        off.Dispose();
        return Tape.Record(y, [input], [y], dim, static (saved, gradient, dim) =>
        {
            var y = saved[0];
            return [(gradient - (gradient * y).sum(dim, keepdim: true)) * y];
        }, "softmax");
    }

    public static torch.Tensor LogSoftmax(torch.Tensor input, long dim, torch.ScalarType? dtype)
    {
        if (dtype is { } type) input = input.to_type(type);
        using var off = GradMode.Set(false);
        using var sum = torch.logsumexp(input, dim, keepdim: true);
        var y = input - sum;
        off.Dispose();
        return Tape.Record(y, [input], [y], dim, static (saved, gradient, dim) =>
            [gradient - saved[0].exp() * gradient.sum(dim, keepdim: true)], "log_softmax");
    }
}
