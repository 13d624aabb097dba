using System.Numerics;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch;

public static partial class torch
{
    public static Tensor sum(Tensor input, ScalarType? type = null) => Summing.Over(input, [], false, type);

    public static Tensor sum(Tensor input, ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
        Summing.Over(input, dim, keepdim, type);

    public static Tensor sum(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) => Summing.Over(input, [dim], keepdim, type);

    public static Tensor mean(Tensor input) => Summing.Mean(input, [], false, null);

    public static Tensor mean(Tensor input, long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
        Summing.Mean(input, dimensions, keepdim, type);

    /// <summary>The product of all elements.</summary>
    public static Tensor prod(Tensor input, ScalarType? type = null) =>
        Tape.Record(Reducing.Run<Summing.Times>(input, Shape.Dimensions([], input.Rank), false), [input], [input], 0, static (saved, gradient, _) =>
            [gradient * saved[0].prod() / saved[0]]);

    public static Tensor prod(Tensor input, long dim, bool keepdim = false, ScalarType? type = null)
    {
        var dims = Shape.Dimensions([dim], input.Rank);
        return Tape.Record(Reducing.Run<Summing.Times>(input, dims, keepdim), [input], [input], dims, static (saved, gradient, dims) =>
            [gradient.reshape(Reducing.Kept(saved.ShapeOf(0), dims, true)) * saved[0].prod(dims[0], true) / saved[0]]);
    }

    public static Tensor count_nonzero(Tensor input, long[]? dims = null) => Summing.Over(input.ne(0), dims, false, null);
}

public static class SumTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor sum(torch.ScalarType? type = null) => torch.sum(input, type);

        public torch.Tensor sum(long[] dim, bool keepdim = false, torch.ScalarType? type = null) => Summing.Over(input, dim, keepdim, type);

        public torch.Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, torch.ScalarType? type = null) => Summing.Over(input, dim, keepdim, type);

        public torch.Tensor sum(long dim, bool keepdim = false, torch.ScalarType? type = null) => Summing.Over(input, [dim], keepdim, type);

        public torch.Tensor sum(long dim0, long dim1, bool keepdim = false, torch.ScalarType? type = null) => Summing.Over(input, [dim0, dim1], keepdim, type);

        public torch.Tensor mean() => torch.mean(input);

        public torch.Tensor mean(long[] dimensions, bool keepdim = false, torch.ScalarType? type = null) => Summing.Mean(input, dimensions, keepdim, type);

        public torch.Tensor prod(torch.ScalarType? type = null) => torch.prod(input, type);

        public torch.Tensor prod(long dim, bool keepdim = false, torch.ScalarType? type = null) => torch.prod(input, dim, keepdim, type);

        public torch.Tensor trace() => input.diagonal().sum();
    }
}

internal static class Summing
{
    /// <summary>Over all dimensions where none are given; integers and bool add up to int64.</summary>
    public static torch.Tensor Over(torch.Tensor input, ReadOnlySpan<long> dim, bool keepdim, torch.ScalarType? type)
    {
        var dims = Shape.Dimensions(dim, input.Rank);
        using var x = Conversion.Borrow(input, type ?? (torch.is_integral(input) ? torch.ScalarType.Int64 : input.dtype));
        return Tape.Record(Reducing.Run<Plus>(x.Tensor, dims, keepdim), [input], [], dims, static (saved, gradient, dims) =>
            [gradient.reshape(Reducing.Kept(saved.ShapeOf(0), dims, keepdim: true)).expand(saved.ShapeOf(0))], "sum");
    }

    public static torch.Tensor Mean(torch.Tensor input, ReadOnlySpan<long> dim, bool keepdim, torch.ScalarType? type)
    {
        if (torch.is_integral(type ?? input.dtype)) throw new ArgumentException($"The mean of a tensor of type {input.dtype} was asked for; convert to float32 first.");
        var count = Reducing.CountOf(input.Sizes, Shape.Dimensions(dim, input.Rank));
        return Over(input, dim, keepdim, type) * (1.0 / count);
    }

    internal readonly struct Plus : IReducer
    {
        public static float Start => 0;

        public static V Of<V>(V a, V b) where V : struct, ILanes<V> => a + b;

        public static T StartOf<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => T.Zero;

        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => a + b;
    }

    internal readonly struct Times : IReducer
    {
        public static float Start => 1;

        public static V Of<V>(V a, V b) where V : struct, ILanes<V> => a * b;

        public static T StartOf<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => T.One;

        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => a * b;
    }
}
