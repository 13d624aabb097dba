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

/// <summary>dx = rstd (g - mean(g) - xhat mean(g xhat)) with g = dy weight and xhat = (x - mean) rstd.</summary>
internal readonly unsafe struct LayerNormGradientKernel(
    int n, float* x, float* weight, float* mean, float* rstd, float* dy, float* dx) : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (nint row = from; row < to; row++)
            OneRow<V>(x + (row * n), dy + (row * n), dx + (row * n), mean[row], rstd[row]);
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
}

/// <summary>sums[part] = the sum of dy xhat over the part's rows.</summary>
internal readonly unsafe struct LayerNormWeightKernel(
    int rows, int rowsPerPart, int n, float* x, float* mean, float* rstd, float* dy, float* sums) : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int part = from; part < to; part++)
        {
            float* sum = sums + ((nint)part * n);
            new Span<float>(sum, n).Clear();
            int end = Math.Min(rows, (part + 1) * rowsPerPart);
            for (nint row = part * rowsPerPart; row < end; row++)
                Add<V>(x + (row * n), dy + (row * n), mean[row], rstd[row], sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add<V>(float* input, float* g, float m, float r, float* sum) where V : struct, ILanes<V>
    {
        var (shift, scale) = (V.Broadcast(m), V.Broadcast(r));
        for (int i = 0; i < n; i += V.Count)
        {
            int width = Math.Min(V.Count, n - i);
            var normalized = (V.LoadPartial(input + i, width) - shift) * scale;
            V.MultiplyAdd(V.LoadPartial(g + i, width), normalized, V.LoadPartial(sum + i, width))
                .StorePartial(sum + i, width);
        }
    }
}
