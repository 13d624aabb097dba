namespace Rag.Torch;

public static partial class torch
{
    public static Tensor var(Tensor input, bool unbiased = true) => Statistics.Variance(input, [], unbiased, false);

    public static Tensor var(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        Statistics.Variance(input, [dimensions], unbiased, keepdim);

    public static Tensor var(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        Statistics.Variance(input, dimensions, unbiased, keepdim);

    public static Tensor std(Tensor input, bool unbiased = true) => sqrt(var(input, unbiased));

    public static Tensor std(Tensor input, long dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        sqrt(var(input, dimensions, unbiased, keepdim));

    public static Tensor std(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        sqrt(var(input, dimensions, unbiased, keepdim));

    /// <summary>log(sum(exp(x))) along a dimension, without overflow.</summary>
    public static Tensor logsumexp(Tensor input, long dim, bool keepdim = false)
    {
        var top = amax(input.detach(), [dim], keepdim: true);
        top = top.masked_fill(isinf(top), 0);
        var result = log(sum(exp(input - top), dim, keepdim: true)) + top;
        return keepdim ? result : result.squeeze(dim);
    }
}

public static class StatisticsTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor var(bool unbiased = true) => torch.var(input, unbiased);

        public torch.Tensor var(long dim, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) =>
            torch.var(input, dim, unbiased, keepdim, type);

        public torch.Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) =>
            torch.var(input, dimensions, unbiased, keepdim, type);

        public torch.Tensor std(bool unbiased = true) => torch.std(input, unbiased);

        public torch.Tensor std(long dim, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) =>
            torch.std(input, dim, unbiased, keepdim, type);

        public torch.Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, torch.ScalarType? type = null) =>
            torch.std(input, dimensions, unbiased, keepdim, type);

        public torch.Tensor logsumexp(long dim, bool keepdim = false) => torch.logsumexp(input, dim, keepdim);

        public torch.Tensor norm(float p = 2.0f) => Statistics.Norm(input, [], false, p);

        public torch.Tensor norm(int dim, bool keepdim = false, float p = 2.0f) => Statistics.Norm(input, [dim], keepdim, p);
    }
}

internal static class Statistics
{
    public static torch.Tensor Variance(torch.Tensor input, ReadOnlySpan<long> dims, bool unbiased, bool keepdim)
    {
        var count = Reducing.CountOf(input.Sizes, Shape.Dimensions(dims, input.Rank));
        var centred = input - Summing.Mean(input, dims, keepdim: true, null);
        return Summing.Over(centred.square(), dims, keepdim, null) * (1.0 / (unbiased ? count - 1 : count));
    }

    /// <summary>(sum |x|^p)^(1/p); the gradient at zero is zero.</summary>
    public static torch.Tensor Norm(torch.Tensor input, ReadOnlySpan<long> dim, bool keepdim, double p)
    {
        var dims = Shape.Dimensions(dim, input.Rank);
        using var off = GradMode.Set(false);
        var result = p switch
        {
            1 => Summing.Over(input.abs(), dim, keepdim, null),
            2 => torch.sqrt(Summing.Over(input.square(), dim, keepdim, null)),
            double.PositiveInfinity => torch.amax(input.abs(), dim, keepdim),
            _ => torch.pow(Summing.Over(torch.pow(input.abs(), p), dim, keepdim, null), 1 / p),
        };
        off.Dispose();
        return Tape.Record(result, [input], [input, result], (dims, p), static (saved, gradient, how) =>
        {
            var kept = Reducing.Kept(saved.ShapeOf(0), how.dims, keepdim: true);
            var (x, norm, share) = (saved[0], saved[1].reshape(kept), gradient.reshape(kept));
            if (how.p == 1) return [share * torch.sign(x)];
            if (double.IsPositiveInfinity(how.p)) return [share * torch.sign(x) * x.abs().eq(norm)];
            var slope = how.p == 2 ? x / norm : torch.sign(x) * torch.pow(x.abs() / norm, how.p - 1);
            return [(share * slope).masked_fill(norm.eq(0), 0)];
        }, "norm");
    }
}
