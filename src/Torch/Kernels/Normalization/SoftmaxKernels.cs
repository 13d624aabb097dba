using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Functions;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Reductions;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Normalization;

internal readonly unsafe struct SoftmaxKernel(int n, float* x, float* y, bool logarithm) : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (nint row = from; row < to; row++)
        {
            float* input = x + (row * n), output = y + (row * n);
            float max = Row<V>.Max(input, n);
            if (max == float.NegativeInfinity && !ContainsNaN(input))
            {
                new Span<float>(output, n).Fill(logarithm ? float.NegativeInfinity : 0);
            }
            else if (logarithm)
            {
                float shift = max + MathF.Log(Exponentials<V>.Sum(input, n, max));
                Map<V>(new Affine(1, -shift), input, output);
            }
            else
            {
                Map<V>(new Affine(1 / Exponentials<V>.Write(input, n, max, output), 0), output, output);
            }
        }
    }

    private bool ContainsNaN(float* input) => new ReadOnlySpan<float>(input, n).Contains(float.NaN);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Map<V>(Affine f, float* from, float* to) where V : struct, ILanes<V>
    {
        for (int i = 0; i < n; i += V.Count)
        {
            int width = Math.Min(V.Count, n - i);
            f.Apply(V.LoadPartial(from + i, width)).StorePartial(to + i, width);
        }
    }
}

internal readonly unsafe struct SoftmaxGradientKernel(int n, float* y, float* dy, float* dx, bool logarithm) : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (nint row = from; row < to; row++)
        {
            float* output = y + (row * n), g = dy + (row * n);
            OneRow<V>(output, g, dx + (row * n), logarithm ? Row<V>.Sum(g, n) : Row<V>.Dot(output, g, n));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OneRow<V>(float* output, float* g, float* to, float sum) where V : struct, ILanes<V>
    {
        var s = V.Broadcast(sum);
        for (int i = 0; i < n; i += V.Count)
        {
            int width = Math.Min(V.Count, n - i);
            var (p, d) = (V.LoadPartial(output + i, width), V.LoadPartial(g + i, width));
            var result = logarithm ? d - (VectorMath<V>.Exp(p) * s) : p * (d - s);
            result.StorePartial(to + i, width);
        }
    }
}
