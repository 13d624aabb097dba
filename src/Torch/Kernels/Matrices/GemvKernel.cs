using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Reductions;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>
/// Items are columns of B. Where a column lies in one piece, each is a dot product with x; where a row does, rows are
/// added up, four at a time.
/// </summary>
internal readonly unsafe struct GemvKernel(
    bool columns, int k, float* x, MatrixView b, float* y, float alpha, float beta, Epilogue epilogue) : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        if (columns) Columns<V>(from, to);
        else Rows<V>(from, to - from);
        if (epilogue.IsEmpty) return;
        Finish.Row<V>(
            y + from, to - from, epilogue.Bias == null ? null : epilogue.Bias + from, epilogue.Activation,
            epilogue.Residual == null ? null : epilogue.Residual + from);
    }

    private void Columns<V>(int from, int to) where V : struct, ILanes<V>
    {
        int column = from;
        float* sums = stackalloc float[4];
        for (; column < to; column += 4)
        {
            int count = Math.Min(4, to - column);
            if (count == 4) Four<V>(b.From(0, column).Data, sums);
            else for (int i = 0; i < count; i++) sums[i] = Row<V>.Dot(b.From(0, column + i).Data, x, k);
            for (int i = 0; i < count; i++)
                y[column + i] = (alpha * sums[i]) + (beta == 0 ? 0 : beta * y[column + i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Four<V>(float* column, float* sums) where V : struct, ILanes<V>
    {
        nint next = b.ColumnStride;
        float* c0 = column, c1 = c0 + next, c2 = c1 + next, c3 = c2 + next;
        V s0 = default, s1 = default, s2 = default, s3 = default;
        V t0 = default, t1 = default, t2 = default, t3 = default;
        int i = 0;
        for (; i <= k - (2 * V.Count); i += 2 * V.Count)
        {
            V v = V.Load(x + i), w = V.Load(x + i + V.Count);
            s0 = V.MultiplyAdd(v, V.Load(c0 + i), s0);
            s1 = V.MultiplyAdd(v, V.Load(c1 + i), s1);
            s2 = V.MultiplyAdd(v, V.Load(c2 + i), s2);
            s3 = V.MultiplyAdd(v, V.Load(c3 + i), s3);
            t0 = V.MultiplyAdd(w, V.Load(c0 + i + V.Count), t0);
            t1 = V.MultiplyAdd(w, V.Load(c1 + i + V.Count), t1);
            t2 = V.MultiplyAdd(w, V.Load(c2 + i + V.Count), t2);
            t3 = V.MultiplyAdd(w, V.Load(c3 + i + V.Count), t3);
        }
        for (; i < k; i += V.Count)
        {
            int width = Math.Min(V.Count, k - i);
            var v = V.LoadPartial(x + i, width);
            s0 = V.MultiplyAdd(v, V.LoadPartial(c0 + i, width), s0);
            s1 = V.MultiplyAdd(v, V.LoadPartial(c1 + i, width), s1);
            s2 = V.MultiplyAdd(v, V.LoadPartial(c2 + i, width), s2);
            s3 = V.MultiplyAdd(v, V.LoadPartial(c3 + i, width), s3);
        }
        (sums[0], sums[1], sums[2], sums[3]) = (V.Sum(s0 + t0), V.Sum(s1 + t1), V.Sum(s2 + t2), V.Sum(s3 + t3));
    }

    private void Rows<V>(int from, int count) where V : struct, ILanes<V>
    {
        float* to = y + from;
        if (beta == 0) new Span<float>(to, count).Clear();
        else if (beta != 1) for (int i = 0; i < count; i++) to[i] *= beta;
        int row = 0;
        for (; row <= k - 4; row += 4) AddRows<V>(b.From(row, from).Data, b.RowStride, x + row, to, count);
        for (; row < k; row++) AddRows<V>(b.From(row, from).Data, 0, x + row, to, count, single: true);
    }

    /// <summary>Adds four rows, or one, to y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRows<V>(float* r0, nint next, float* factors, float* to, int count, bool single = false)
        where V : struct, ILanes<V>
    {
        float* r1 = r0 + next, r2 = r1 + next, r3 = r2 + next;
        var f0 = V.Broadcast(alpha * factors[0]);
        var f1 = single ? default : V.Broadcast(alpha * factors[1]);
        var f2 = single ? default : V.Broadcast(alpha * factors[2]);
        var f3 = single ? default : V.Broadcast(alpha * factors[3]);
        int i = 0;
        for (; i <= count - V.Count; i += V.Count)
        {
            var sum = V.MultiplyAdd(f0, V.Load(r0 + i), V.Load(to + i));
            if (!single)
            {
                sum = V.MultiplyAdd(f1, V.Load(r1 + i), sum);
                sum = V.MultiplyAdd(f2, V.Load(r2 + i), sum);
                sum = V.MultiplyAdd(f3, V.Load(r3 + i), sum);
            }
            sum.Store(to + i);
        }
        for (; i < count; i++)
        {
            to[i] += alpha * factors[0] * r0[i];
            if (!single) to[i] += alpha * ((factors[1] * r1[i]) + (factors[2] * r2[i]) + (factors[3] * r3[i]));
        }
    }
}
