using System.Numerics;
using Rag.Torch.Kernels.Functions;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch;

public static partial class torch
{
    public static Tensor max(Tensor input) => amax(input, []);

    public static Tensor min(Tensor input) => amin(input, []);

    public static Tensor max(Tensor input, Tensor other) => maximum(input, other);

    public static Tensor min(Tensor input, Tensor other) => minimum(input, other);

    /// <summary>The largest along a dimension and where the first of them is.</summary>
    public static (Tensor values, Tensor indexes) max(Tensor input, long dim, bool keepdim = false) => Extremes.Along(input, dim, keepdim, largest: true);

    public static (Tensor values, Tensor indexes) min(Tensor input, long dim, bool keepdim = false) => Extremes.Along(input, dim, keepdim, largest: false);

    /// <summary>The largest over some dimensions, all where none are given; equal ones share the gradient.</summary>
    public static Tensor amax(Tensor input, ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => Extremes.Over<Extremes.Largest>(input, dims, keepdim, "amax");

    public static Tensor amin(Tensor input, ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => Extremes.Over<Extremes.Smallest>(input, dims, keepdim, "amin");

    public static Tensor argmax(Tensor input) => Extremes.Index(input.reshape(-1), 0, false, largest: true);

    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => Extremes.Index(input, dim, keepdim, largest: true);

    public static Tensor argmin(Tensor input) => Extremes.Index(input.reshape(-1), 0, false, largest: false);

    public static Tensor argmin(Tensor input, long dim, bool keepdim = false) => Extremes.Index(input, dim, keepdim, largest: false);

    public static Tensor all(Tensor input) => Extremes.Over<Extremes.Smallest>(input.to_type(ScalarType.Bool), [], false, "all");

    public static Tensor any(Tensor input) => Extremes.Over<Extremes.Largest>(input.to_type(ScalarType.Bool), [], false, "any");
}

public static class ExtremesTensor
{
    extension(torch.Tensor input)
    {
        public torch.Tensor max() => torch.max(input);

        public torch.Tensor min() => torch.min(input);

        public torch.Tensor max(torch.Tensor other) => torch.maximum(input, other);

        public torch.Tensor min(torch.Tensor other) => torch.minimum(input, other);

        public (torch.Tensor values, torch.Tensor indexes) max(long dim, bool keepdim = false) => torch.max(input, dim, keepdim);

        public (torch.Tensor values, torch.Tensor indexes) min(long dim, bool keepdim = false) => torch.min(input, dim, keepdim);

        public torch.Tensor amax(long[] dims, bool keepdim = false, torch.Tensor? @out = null) => torch.amax(input, dims, keepdim, @out);

        public torch.Tensor amax(params long[] dims) => torch.amax(input, dims);

        public torch.Tensor amin(long[] dims, bool keepdim = false, torch.Tensor? @out = null) => torch.amin(input, dims, keepdim, @out);

        public torch.Tensor amin(params long[] dims) => torch.amin(input, dims);

        public torch.Tensor argmax() => torch.argmax(input);

        public torch.Tensor argmax(long dim, bool keepdim = false) => torch.argmax(input, dim, keepdim);

        public torch.Tensor argmin() => torch.argmin(input);

        public torch.Tensor argmin(long dim, bool keepdim = false) => torch.argmin(input, dim, keepdim);

        public torch.Tensor all() => torch.all(input);

        public torch.Tensor all(long dim, bool keepdim = false) => torch.amin(input.to_type(torch.ScalarType.Bool), [dim], keepdim);

        public torch.Tensor any() => torch.any(input);

        public torch.Tensor any(long dim, bool keepdim = false) => torch.amax(input.to_type(torch.ScalarType.Bool), [dim], keepdim);
    }
}

internal static unsafe class Extremes
{
    public static torch.Tensor Over<F>(torch.Tensor input, ReadOnlySpan<long> dim, bool keepdim, string name) where F : struct, IReducer
    {
        var dims = Shape.Dimensions(dim, input.Rank);
        if (Reducing.CountOf(input.Sizes, dims) == 0 && input.dtype != torch.ScalarType.Bool)
            throw new ArgumentException($"{name} of no elements, in a tensor of shape {Shape.Text(input.Sizes)}, is not defined.");
        var result = Reducing.Run<F>(input, dims, keepdim);
        return Tape.Record(result, [input], [input, result], dims, static (saved, gradient, dims) =>
        {
            var kept = Reducing.Kept(saved.ShapeOf(0), dims, keepdim: true);
            var chosen = saved[0].eq(saved[1].reshape(kept)).to_type(torch.ScalarType.Float32);
            return [gradient.reshape(kept) * chosen / chosen.sum([.. dims.Select(d => (long)d)], keepdim: true)];
        }, name);
    }

    public static (torch.Tensor Values, torch.Tensor Indices) Along(torch.Tensor input, long dim, bool keepdim, bool largest)
    {
        var indices = Index(input, dim, keepdim: true, largest);
        var values = input.gather(dim, indices);
        return keepdim || input.Rank == 0 ? (values, indices) : (values.squeeze(dim), indices.squeeze(dim));
    }

    public static torch.Tensor Index(torch.Tensor input, long dim, bool keepdim, bool largest)
    {
        var at = Shape.Dimension(dim, input.Rank);
        if (input.Rank == 0) return New.Zeros([], torch.ScalarType.Int64);
        if (input.Sizes[at] == 0) throw new ArgumentException($"Dimension {at} of a tensor of shape {Shape.Text(input.Sizes)} has no largest element.", nameof(dim));
        var result = New.Empty(Reducing.Kept(input.Sizes, [at], keepdim), torch.ScalarType.Int64);
        using var dense = Conversion.BorrowDense(input);
        var indices = (long*)result.Data;
        switch (input.dtype)
        {
            case torch.ScalarType.Float32: Find<float>(dense.Tensor, at, largest, indices); break;
            case torch.ScalarType.Float64: Find<double>(dense.Tensor, at, largest, indices); break;
            case torch.ScalarType.Int64: Find<long>(dense.Tensor, at, largest, indices); break;
            case torch.ScalarType.Int32: Find<int>(dense.Tensor, at, largest, indices); break;
            case torch.ScalarType.Byte or torch.ScalarType.Bool: Find<byte>(dense.Tensor, at, largest, indices); break;
            default: throw Conversion.StorageOnly(input.dtype);
        }
        return result;
    }

    private static void Find<T>(torch.Tensor dense, int at, bool largest, long* indices) where T : unmanaged, INumber<T>
    {
        var (size, inner) = (dense.Sizes[at], dense.Strides[at]);
        for (long at0 = 0; at0 < dense.Count; at0 += size * inner)
        {
            for (long i = 0; i < inner; i++)
            {
                var x = (T*)dense.Data + at0 + i;
                long best = 0;
                for (long k = 1; k < size && !T.IsNaN(x[best * inner]); k++)
                {
                    var candidate = x[k * inner];
                    if (largest ? candidate > x[best * inner] || T.IsNaN(candidate) : candidate < x[best * inner] || T.IsNaN(candidate)) best = k;
                }
                *indices++ = best;
            }
        }
    }

    internal readonly struct Largest : IReducer
    {
        public static float Start => float.NegativeInfinity;

        public static V Of<V>(V a, V b) where V : struct, ILanes<V> => default(Maximum).Apply(a, b);

        public static T StartOf<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => T.MinValue;

        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => T.Max(a, b);
    }

    internal readonly struct Smallest : IReducer
    {
        public static float Start => float.PositiveInfinity;

        public static V Of<V>(V a, V b) where V : struct, ILanes<V> => default(Minimum).Apply(a, b);

        public static T StartOf<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T> => T.MaxValue;

        public static T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T> => T.Min(a, b);
    }
}
