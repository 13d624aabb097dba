namespace Rag.Torch;

public static partial class torch
{
    public static Tensor cumsum(Tensor input, long dim, ScalarType? type = null)
    {
        var at = Shape.Dimension(dim, input.Rank);
        using var x = Conversion.BorrowDense(input, type ?? (is_integral(input) ? ScalarType.Int64 : input.dtype));
        return Tape.Record(Accumulation.Run(x.Tensor, at, backward: false), [input], [], at, static (_, gradient, at) =>
        {
            using var dense = Conversion.BorrowDense(gradient);
            return [Accumulation.Run(dense.Tensor, at, backward: true)];
        });
    }

    /// <summary>The order of the elements reversed along some dimensions.</summary>
    public static Tensor flip(Tensor input, params long[] dims)
    {
        var result = input;
        foreach (var dim in dims)
        {
            var size = input.size((int)dim);
            result = result.index_select(dim, arange(size - 1, -1, -1));
        }
        return dims.Length == 0 ? input.clone() : result;
    }
}

public static class CumsumTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor cumsum(long dim, torch.ScalarType? type = null) => torch.cumsum(input, dim, type);

        public torch.Tensor flip(params long[] dims) => torch.flip(input, dims);
    }
}

internal static unsafe class Accumulation
{
    /// <summary>Running sums along a dimension, from its end where <paramref name="backward"/>.</summary>
    public static torch.Tensor Run(torch.Tensor dense, int dim, bool backward)
    {
        var result = New.Empty(dense.Sizes, dense.dtype);
        if (dense.Count == 0) return result;
        var (size, inner) = dense.Rank == 0 ? (1, 1) : (dense.Sizes[dim], Shape.Strides(dense.Sizes)[dim]);
        switch (dense.dtype)
        {
            case torch.ScalarType.Float32: Floats((float*)dense.Data, (float*)result.Data, dense.Count, size, inner, backward); break;
            case torch.ScalarType.Int64: Integers((long*)dense.Data, (long*)result.Data, dense.Count, size, inner, backward); break;
            default: throw new NotSupportedException($"cumsum wants float32 or int64, not {dense.dtype}.");
        }
        return result;
    }

    private static void Floats(float* x, float* y, long count, long size, long inner, bool backward)
    {
        for (long outer = 0; outer < count; outer += size * inner)
        {
            for (long i = outer; i < outer + inner; i++)
            {
                double sum = 0;
                for (long k = 0; k < size; k++)
                {
                    var at = i + (backward ? size - 1 - k : k) * inner;
                    sum += x[at];
                    y[at] = (float)sum;
                }
            }
        }
    }

    private static void Integers(long* x, long* y, long count, long size, long inner, bool backward)
    {
        for (long outer = 0; outer < count; outer += size * inner)
        {
            for (long i = outer; i < outer + inner; i++)
            {
                long sum = 0;
                for (long k = 0; k < size; k++)
                {
                    var at = i + (backward ? size - 1 - k : k) * inner;
                    y[at] = sum += x[at];
                }
            }
        }
    }
}
