using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Reductions;

/// <summary>The sum of each piece of a long array.</summary>
internal readonly unsafe struct PieceSumKernel<F>(F terms, int piece, long n, float* a, float* b, float* sums) : IKernel
    where F : struct, ITerms
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int i = from; i < to; i++)
        {
            nint start = (nint)i * piece;
            sums[i] = Row<V>.Sum(terms, a + start, b + start, (int)Math.Min(piece, n - start));
        }
    }
}

internal readonly unsafe struct RowSumKernel(int n, float* x, nint xRow, float* sums) : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int row = from; row < to; row++) sums[row] = Row<V>.Sum(x + (row * xRow), n);
    }
}

/// <summary>An item is a strip of four registers' columns, whose sums stay in registers while the rows pass.</summary>
internal readonly unsafe struct ColumnSumKernel(int rows, int n, float* x, nint xRow, float* sums, float beta) : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int strip = from; strip < to; strip++)
        {
            int column = strip * 4 * V.Count;
            if (column + (4 * V.Count) <= n) Whole<V>(column);
            else Rest<V>(column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Whole<V>(int column) where V : struct, ILanes<V>
    {
        V s0 = default, s1 = default, s2 = default, s3 = default;
        float* from = x + column;
        for (int row = 0; row < rows; row++, from += xRow)
        {
            s0 += V.Load(from);
            s1 += V.Load(from + V.Count);
            s2 += V.Load(from + (2 * V.Count));
            s3 += V.Load(from + (3 * V.Count));
        }
        Keep(s0, column, V.Count);
        Keep(s1, column + V.Count, V.Count);
        Keep(s2, column + (2 * V.Count), V.Count);
        Keep(s3, column + (3 * V.Count), V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rest<V>(int column) where V : struct, ILanes<V>
    {
        for (; column < n; column += V.Count)
        {
            int width = Math.Min(V.Count, n - column);
            V sum = default;
            for (int row = 0; row < rows; row++) sum += V.LoadPartial(x + (row * xRow) + column, width);
            Keep(sum, column, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Keep<V>(V sum, int column, int width) where V : struct, ILanes<V>
    {
        if (beta != 0) sum = V.MultiplyAdd(V.Broadcast(beta), V.LoadPartial(sums + column, width), sum);
        sum.StorePartial(sums + column, width);
    }
}

/// <summary>The largest number of an array, NaN if there is one.</summary>
internal readonly unsafe struct LargestKernel(float* x, int n, float* result) : IKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        var m = V.Broadcast(float.NegativeInfinity);
        int i = 0;
        for (; i <= n - V.Count; i += V.Count)
        {
            var v = V.Load(x + i);
            m = V.Select(V.Equal(v, v), V.Max(v, m), v); // Max(v, m) is m where m is NaN already
        }
        float* lanes = stackalloc float[16];
        m.Store(lanes);
        float largest = lanes[0];
        for (int lane = 1; lane < V.Count; lane++) largest = MathF.Max(largest, lanes[lane]);
        for (; i < n; i++) largest = MathF.Max(largest, x[i]);
        *result = largest;
    }
}
