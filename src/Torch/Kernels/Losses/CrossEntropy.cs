using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Functions;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Normalization;
using Rag.Torch.Kernels.Reductions;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Losses;

/// <summary>
/// Cross entropy of class scores with class indices, without an array of log-probabilities. Rows whose target is
/// <c>ignored</c> have loss and gradient 0; other targets must be in range.
/// </summary>
internal static unsafe class CrossEntropy
{
    private const int FloatsPerPart = 8192;

    /// <summary>
    /// losses[i] = (1 - s) (lse - x[t]) + s (lse - mean(x)) with label smoothing s; <paramref name="logSumExp"/> is kept
    /// for the backward pass. Rows lie n apart.
    /// </summary>
    public static void Forward(
        int rows, int n, float* x, long* targets, long ignored, float smoothing, float* losses, float* logSumExp) =>
        ThreadTeam.Shared.For(
            new LossKernel(n, x, targets, ignored, smoothing, losses, logSumExp), rows, Grain(n));

    /// <summary>dx = dLoss (softmax(x) - (1 - s) [t] - s / n); <paramref name="dLosses"/> has one number a row.</summary>
    public static void Backward(
        int rows, int n, float* x, long* targets, long ignored, float smoothing, float* logSumExp, float* dLosses,
        float* dx) =>
        ThreadTeam.Shared.For(
            new GradientKernel(n, x, targets, ignored, smoothing, logSumExp, dLosses, dx), rows, Grain(n));

    private static int Grain(int n) => Math.Max(1, FloatsPerPart / Math.Max(1, n));

    private readonly struct LossKernel(
        int n, float* x, long* targets, long ignored, float smoothing, float* losses, float* logSumExp) : IKernel
    {
        public void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            for (nint row = from; row < to; row++)
            {
                float* scores = x + (row * n);
                float max = Row<V>.Max(scores, n);
                float lse = max + MathF.Log(Exponentials<V>.Sum(scores, n, max));
                logSumExp[row] = lse;
                losses[row] = targets[row] == ignored ? 0 : (1 - smoothing) * (lse - scores[targets[row]]);
                if (smoothing != 0 && targets[row] != ignored)
                    losses[row] += smoothing * (lse - (Row<V>.Sum(scores, n) / n));
            }
        }
    }

    private readonly struct GradientKernel(
        int n, float* x, long* targets, long ignored, float smoothing, float* logSumExp, float* dLosses, float* dx)
        : IKernel
    {
        public void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            for (nint row = from; row < to; row++)
            {
                float* gradient = dx + (row * n);
                if (targets[row] == ignored)
                {
                    new Span<float>(gradient, n).Clear();
                    continue;
                }
                OneRow<V>(x + (row * n), logSumExp[row], dLosses[row], gradient);
                gradient[targets[row]] -= dLosses[row] * (1 - smoothing);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void OneRow<V>(float* scores, float lse, float scale, float* gradient) where V : struct, ILanes<V>
        {
            var (shift, factor, uniform) = (V.Broadcast(lse), V.Broadcast(scale), V.Broadcast(-smoothing / n));
            for (int i = 0; i < n; i += V.Count)
            {
                int width = Math.Min(V.Count, n - i);
                var p = VectorMath<V>.Exp(V.LoadPartial(scores + i, width) - shift);
                ((p + uniform) * factor).StorePartial(gradient + i, width);
            }
        }
    }
}
