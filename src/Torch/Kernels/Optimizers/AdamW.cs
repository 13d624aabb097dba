using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Optimizers;

/// <summary>One step of AdamW (Loshchilov and Hutter 2019), in one pass over parameter, gradient and moments.</summary>
internal static unsafe class AdamW
{
    private const int Piece = 8192;

    /// <param name="n">Numbers of the parameter.</param>
    /// <param name="parameter">Is changed.</param>
    /// <param name="gradient">Is read, times <paramref name="gradientScale"/>.</param>
    /// <param name="mean">First moment, is changed.</param>
    /// <param name="square">Second moment, is changed.</param>
    /// <param name="step">1 for the first.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second.</param>
    /// <param name="epsilon">Added to the denominator.</param>
    /// <param name="decay">Weight decay.</param>
    /// <param name="gradientScale">What the gradient is clipped by.</param>
    public static void Step(
        long n, float* parameter, float* gradient, float* mean, float* square, long step, double rate, double beta1,
        double beta2, double epsilon, double decay, float gradientScale = 1)
    {
        double unbiased = 1 - Math.Pow(beta2, step);
        var kernel = new AdamWKernel
        {
            N = n,
            Parameter = parameter,
            Gradient = gradient,
            Mean = mean,
            Square = square,
            Keep = (float)(1 - (rate * decay)),
            Beta1 = (float)beta1,
            Beta2 = (float)beta2,
            Epsilon = (float)(epsilon * Math.Sqrt(unbiased)),
            Rate = (float)(rate / (1 - Math.Pow(beta1, step)) * Math.Sqrt(unbiased)),
            GradientScale = gradientScale,
        };
        ThreadTeam.Shared.For(in kernel, checked((int)((n + Piece - 1) / Piece)));
    }

    private readonly struct AdamWKernel : IKernel
    {
        public long N { get; init; }

        public float* Parameter { get; init; }

        public float* Gradient { get; init; }

        public float* Mean { get; init; }

        public float* Square { get; init; }

        public float Keep { get; init; }

        public float Beta1 { get; init; }

        public float Beta2 { get; init; }

        /// <summary>Times the square root of the second moment's bias, as is <see cref="Rate"/>.</summary>
        public float Epsilon { get; init; }

        public float Rate { get; init; }

        public float GradientScale { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            var (beta1, rest1) = (V.Broadcast(Beta1), V.Broadcast(1 - Beta1));
            var (beta2, rest2) = (V.Broadcast(Beta2), V.Broadcast(1 - Beta2));
            var (keep, rate, epsilon, scale) =
                (V.Broadcast(Keep), V.Broadcast(Rate), V.Broadcast(Epsilon), V.Broadcast(GradientScale));
            long end = Math.Min(N, (long)to * Piece);
            for (long i = (long)from * Piece; i < end; i += V.Count)
            {
                int width = (int)Math.Min(V.Count, end - i);
                var g = V.LoadPartial(Gradient + i, width) * scale;
                var m = V.MultiplyAdd(beta1, V.LoadPartial(Mean + i, width), rest1 * g);
                var v = V.MultiplyAdd(beta2, V.LoadPartial(Square + i, width), rest2 * g * g);
                m.StorePartial(Mean + i, width);
                v.StorePartial(Square + i, width);
                var p = V.LoadPartial(Parameter + i, width) * keep;
                (p - (rate * m / (V.Sqrt(v) + epsilon))).StorePartial(Parameter + i, width);
            }
        }
    }
}
