using System.Numerics;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch;

/// <summary>How numbers are brought together, in any order.</summary>
internal interface IReducer
{
    static abstract float Start { get; }

    static abstract V Of<V>(V a, V b) where V : struct, ILanes<V>;

    static abstract T StartOf<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>;

    static abstract T OfNumbers<T>(T a, T b) where T : unmanaged, INumber<T>;
}

/// <summary>Reduces dimensions of a tensor. Whatever the dimensions, it comes down to outer x reduced x inner.</summary>
internal static unsafe class Reducing
{
    /// <summary>Reduces the dimensions, all where none are given, outside the graph.</summary>
    public static torch.Tensor Run<F>(torch.Tensor input, int[] dims, bool keepdim) where F : struct, IReducer
    {
        var current = input;
        // From the last dimension to the first, a stretch of neighbours at a time.
        for (var last = dims.Length - 1; last >= 0;)
        {
            var first = last;
            while (first > 0 && dims[first - 1] == dims[first] - 1) first--;
            var next = Stretch<F>(current, dims[first], dims[last]);
            if (!ReferenceEquals(current, input)) current.Dispose();
            current = next;
            last = first - 1;
        }
        if (ReferenceEquals(current, input)) return Conversion.To(input, input.dtype);
        if (keepdim) return current;
        var shape = Kept(input.Sizes, dims, keepdim: false);
        using (current) return View.Of(current, shape, Shape.Strides(shape), 0);
    }

    public static long[] Kept(long[] sizes, int[] dims, bool keepdim) => keepdim
        ? [.. sizes.Select((size, d) => dims.Contains(d) ? 1 : size)]
        : [.. sizes.Where((_, d) => !dims.Contains(d))];

    public static long CountOf(long[] sizes, int[] dims) => dims.Aggregate(1L, (count, d) => count * sizes[d]);

    private static torch.Tensor Stretch<F>(torch.Tensor input, int first, int last) where F : struct, IReducer
    {
        using var dense = Conversion.BorrowDense(input);
        long outer = 1, reduced = 1, inner = 1;
        for (var d = 0; d < input.Rank; d++)
        {
            if (d < first) outer *= input.Sizes[d];
            else if (d > last) inner *= input.Sizes[d];
            else reduced *= input.Sizes[d];
        }
        var result = New.Empty([.. input.Sizes.Select((size, d) => d >= first && d <= last ? 1 : size)], input.dtype);
        if (input.dtype == torch.ScalarType.Float32)
        {
            if (inner == 1 && outer < 2 * ThreadTeam.Shared.Threads && reduced > Split) SplitRow<F>(dense.Tensor, outer, reduced, result);
            else if (inner == 1) Rows<F>((float*)dense.Tensor.Data, outer, reduced, (float*)result.Data);
            else Columns<F>((float*)dense.Tensor.Data, outer, reduced, inner, (float*)result.Data);
            return result;
        }
        switch (input.dtype)
        {
            case torch.ScalarType.Float64: Numbers<F, double>(dense.Tensor, outer, reduced, inner, result); break;
            case torch.ScalarType.Int64: Numbers<F, long>(dense.Tensor, outer, reduced, inner, result); break;
            case torch.ScalarType.Int32: Numbers<F, int>(dense.Tensor, outer, reduced, inner, result); break;
            case torch.ScalarType.Int16: Numbers<F, short>(dense.Tensor, outer, reduced, inner, result); break;
            case torch.ScalarType.Int8: Numbers<F, sbyte>(dense.Tensor, outer, reduced, inner, result); break;
            case torch.ScalarType.Byte or torch.ScalarType.Bool: Numbers<F, byte>(dense.Tensor, outer, reduced, inner, result); break;
            default: throw Conversion.StorageOnly(input.dtype);
        }
        return result;
    }

    private const long Split = 1 << 14;

    private static void Rows<F>(float* x, long rows, long length, float* y) where F : struct, IReducer =>
        ThreadTeam.Shared.For(new RowKernel<F> { X = x, Length = length, Y = y }, checked((int)rows), (int)Math.Clamp(32768 / Math.Max(1, length), 1, int.MaxValue));

    private static void Columns<F>(float* x, long outer, long reduced, long inner, float* y) where F : struct, IReducer
    {
        var kernel = new ColumnKernel<F> { X = x, Reduced = reduced, Inner = inner, Y = y };
        var items = checked((int)(outer * kernel.PerOuter));
        ThreadTeam.Shared.For(in kernel, items, (int)Math.Clamp(32768 / Math.Max(1, reduced * ColumnKernel<F>.Width), 1, int.MaxValue));
    }

    private static void SplitRow<F>(torch.Tensor dense, long outer, long reduced, torch.Tensor result) where F : struct, IReducer
    {
        var parts = reduced / (Split / 2);
        var length = reduced / parts;
        using var partial = New.Empty([parts + 1], torch.ScalarType.Float32);
        for (long i = 0; i < outer; i++)
        {
            var row = (float*)dense.Data + i * reduced;
            Rows<F>(row, parts, length, (float*)partial.Data);
            Rows<F>(row + parts * length, 1, reduced - parts * length, (float*)partial.Data + parts);
            Rows<F>((float*)partial.Data, 1, parts + 1, (float*)result.Data + i);
        }
    }

    private static void Numbers<F, T>(torch.Tensor dense, long outer, long reduced, long inner, torch.Tensor result)
        where F : struct, IReducer where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        var x = (T*)dense.Data;
        var y = (T*)result.Data;
        for (long o = 0; o < outer; o++, x += reduced * inner)
        {
            for (long i = 0; i < inner; i++)
            {
                var sum = F.StartOf<T>();
                for (long r = 0; r < reduced; r++) sum = F.OfNumbers(sum, x[r * inner + i]);
                *y++ = sum;
            }
        }
    }

    private struct RowKernel<F> : IKernel where F : struct, IReducer
    {
        public float* X;
        public long Length;
        public float* Y;

        public readonly void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            var lanes = stackalloc float[V.Count];
            for (var row = from; row < to; row++)
            {
                var x = X + row * Length;
                var (a, b, c, d) = (V.Broadcast(F.Start), V.Broadcast(F.Start), V.Broadcast(F.Start), V.Broadcast(F.Start));
                long i = 0;
                for (; i <= Length - 4 * V.Count; i += 4 * V.Count)
                {
                    a = F.Of(a, V.Load(x + i));
                    b = F.Of(b, V.Load(x + i + V.Count));
                    c = F.Of(c, V.Load(x + i + 2 * V.Count));
                    d = F.Of(d, V.Load(x + i + 3 * V.Count));
                }
                for (; i <= Length - V.Count; i += V.Count) a = F.Of(a, V.Load(x + i));
                F.Of(F.Of(a, b), F.Of(c, d)).Store(lanes);
                var sum = Lanes32.Broadcast(F.Start);
                for (var lane = 0; lane < V.Count; lane++) sum = F.Of(sum, Lanes32.Load(lanes + lane));
                for (; i < Length; i++) sum = F.Of(sum, Lanes32.Load(x + i));
                sum.Store(Y + row);
            }
        }
    }

    /// <summary>An item is a strip of columns of one outer slice.</summary>
    private struct ColumnKernel<F> : IKernel where F : struct, IReducer
    {
        public const long Width = 64;

        public float* X;
        public long Reduced;
        public long Inner;
        public float* Y;

        public readonly long PerOuter => (Inner + Width - 1) / Width;

        public readonly void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            for (var item = from; item < to; item++)
            {
                var column = item % PerOuter * Width;
                Strip<V>(X + item / PerOuter * Reduced * Inner + column, Y + item / PerOuter * Inner + column, Math.Min(Width, Inner - column));
            }
        }

        private readonly void Strip<V>(float* x, float* y, long width) where V : struct, ILanes<V>
        {
            long i = 0;
            for (; i <= width - 2 * V.Count; i += 2 * V.Count)
            {
                var (a, b) = (V.Broadcast(F.Start), V.Broadcast(F.Start));
                for (long r = 0; r < Reduced; r++)
                {
                    a = F.Of(a, V.Load(x + r * Inner + i));
                    b = F.Of(b, V.Load(x + r * Inner + i + V.Count));
                }
                a.Store(y + i);
                b.Store(y + i + V.Count);
            }
            for (; i < width; i += V.Count)
            {
                var count = (int)Math.Min(V.Count, width - i);
                var a = V.Broadcast(F.Start);
                for (long r = 0; r < Reduced; r++) a = F.Of(a, V.LoadPartial(x + r * Inner + i, count));
                a.StorePartial(y + i, count);
            }
        }
    }
}
