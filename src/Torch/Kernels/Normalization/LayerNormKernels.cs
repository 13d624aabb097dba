using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Reductions;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Normalization;

internal readonly unsafe struct LayerNormKernel(
    int n, float* x, float* residual, float* weight, float* bias, float epsilon, float* y, float* mean, float* rstd)
    : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (nint row = from; row < to; row++)
        {
            float* input = x + (row * n);
            if (residual != null)
            {
                Add<V>(input, residual + (row * n), y + (row * n));
                input = y + (row * n);
            }
            float m = Row<V>.Sum(input, n) / n;
            float r = 1 / MathF.Sqrt((Row<V>.Sum(new SumOfSquaresAround(m), input, input, n) / n) + epsilon);
            if (mean != null) mean[row] = m;
            if (rstd != null) rstd[row] = r;
            Scale<V>(input, m, r, y + (row * n));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add<V>(float* a, float* b, float* sum) where V : struct, ILanes<V>
    {
        for (int i = 0; i < n; i += V.Count)
        {
            int width = Math.Min(V.Count, n - i);
            (V.LoadPartial(a + i, width) + V.LoadPartial(b + i, width)).StorePartial(sum + i, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scale<V>(float* input, float m, float r, float* output) where V : struct, ILanes<V>
    {
        var (shift, scale) = (V.Broadcast(m), V.Broadcast(r));
        for (int i = 0; i < n; i += V.Count)
        {
            int width = Math.Min(V.Count, n - i);
            var v = (V.LoadPartial(input + i, width) - shift) * scale;
            if (weight != null) v *= V.LoadPartial(weight + i, width);
            if (bias != null) v += V.LoadPartial(bias + i, width);
            v.StorePartial(output + i, width);
        }
    }
}

/// <summary>
/// dx = rstd (g - mean(g) - xhat mean(g xhat)) with g = dy weight and xhat = (x - mean) rstd. An item is a part of the
/// rows; <paramref name="sums"/>, if not null, gets 2n numbers a part: the sums of dy xhat and of dy.
/// </summary>
internal readonly unsafe struct LayerNormGradientKernel(
    int rows, int rowsPerPart, int n, float* x, float* weight, float* mean, float* rstd, float* dy, float* dx, float* sums)
    : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (nint part = from; part < to; part++)
        {
            float* sum = sums == null ? null : sums + (part * 2 * n);
            if (sum != null) new Span<float>(sum, 2 * n).Clear();
            nint end = Math.Min(rows, (part + 1) * rowsPerPart);
            for (nint row = part * rowsPerPart; row < end; row++)
            {
                float* input = x + (row * n), g = dy + (row * n);
                OneRow<V>(input, g, dx + (row * n), mean[row], rstd[row]);
                if (sum != null) Add<V>(input, g, mean[row], rstd[row], sum);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OneRow<V>(float* input, float* g, float* to, float m, float r) where V : struct, ILanes<V>
    {
        var (shift, scale) = (V.Broadcast(m), V.Broadcast(r));
        V sum = default, product = default;
        for (int i = 0; i < n; i += V.Count)
        {
            int width = Math.Min(V.Count, n - i);
            var v = Weighted<V>(g, i, width);
            sum += v;
            product = V.MultiplyAdd(v, (V.LoadPartial(input + i, width) - shift) * scale, product);
        }
        var (average, along) = (V.Broadcast(V.Sum(sum) / n), V.Broadcast(V.Sum(product) / n));
        for (int i = 0; i < n; i += V.Count)
        {
            int width = Math.Min(V.Count, n - i);
            var normalized = (V.LoadPartial(input + i, width) - shift) * scale;
            ((Weighted<V>(g, i, width) - average - (normalized * along)) * scale).StorePartial(to + i, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Weighted<V>(float* g, int i, int width) where V : struct, ILanes<V>
    {
        var v = V.LoadPartial(g + i, width);
        return weight == null ? v : v * V.LoadPartial(weight + i, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add<V>(float* input, float* g, float m, float r, float* sum) where V : struct, ILanes<V>
    {
        var (shift, scale) = (V.Broadcast(m), V.Broadcast(r));
        for (int i = 0; i < n; i += V.Count)
        {
            int width = Math.Min(V.Count, n - i);
            var (slope, normalized) = (V.LoadPartial(g + i, width), (V.LoadPartial(input + i, width) - shift) * scale);
            V.MultiplyAdd(slope, normalized, V.LoadPartial(sum + i, width)).StorePartial(sum + i, width);
            (slope + V.LoadPartial(sum + n + i, width)).StorePartial(sum + n + i, width);
        }
    }
}
