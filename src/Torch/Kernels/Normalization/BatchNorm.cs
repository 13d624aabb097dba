using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Reductions;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Normalization;

/// <summary>
/// y = (x - mean) * rstd * weight + bias with one mean and deviation a channel (Ioffe and Szegedy 2015), over a contiguous
/// (batch, channels, pixels) array. Weight and bias may be null.
/// </summary>
internal static unsafe class BatchNorm
{
    /// <summary>Mean and biased variance of each channel.</summary>
    public static void Statistics(int batch, int channels, int pixels, float* x, float* mean, float* variance) =>
        ThreadTeam.Shared.For(new StatisticsKernel(batch, channels, pixels, x, mean, variance), channels);

    public static void Forward(
        int batch, int channels, int pixels, float* x, float* mean, float* rstd, float* weight, float* bias, float* y) =>
        ThreadTeam.Shared.For(
            new NormalizeKernel(channels, pixels, x, mean, rstd, weight, bias, y), batch * channels,
            Math.Max(1, 8192 / Math.Max(1, pixels)));

    /// <summary>
    /// Gradients by the input and, if not null, by weight and bias, which are added to what is there. With
    /// <paramref name="fixedStatistics"/>, those of evaluation, mean and rstd are constants.
    /// </summary>
    public static void Backward(
        int batch, int channels, int pixels, float* x, float* mean, float* rstd, float* weight, float* dy, float* dx,
        float* dWeight, float* dBias, bool fixedStatistics = false) =>
        ThreadTeam.Shared.For(
            new GradientKernel(
                batch, channels, pixels, x, mean, rstd, weight, dy, dx, dWeight, dBias, fixedStatistics),
            channels);

    private readonly struct StatisticsKernel(
        int batch, int channels, int pixels, float* x, float* mean, float* variance) : IKernel
    {
        public void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            double count = (double)batch * pixels;
            for (int channel = from; channel < to; channel++)
            {
                double sum = 0, squares = 0;
                for (int image = 0; image < batch; image++) sum += Row<V>.Sum(Plane(image, channel), pixels);
                mean[channel] = (float)(sum / count);
                var around = new SumOfSquaresAround(mean[channel]);
                for (int image = 0; image < batch; image++)
                    squares += Row<V>.Sum(around, Plane(image, channel), Plane(image, channel), pixels);
                variance[channel] = (float)(squares / count);
            }
        }

        private float* Plane(int image, int channel) => x + ((((nint)image * channels) + channel) * pixels);
    }

    private readonly struct NormalizeKernel(
        int channels, int pixels, float* x, float* mean, float* rstd, float* weight, float* bias, float* y) : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            for (int plane = from; plane < to; plane++)
            {
                int channel = plane % channels;
                float scale = rstd[channel] * (weight == null ? 1 : weight[channel]);
                var (factor, center) = (V.Broadcast(scale), V.Broadcast(mean[channel]));
                var shift = V.Broadcast(bias == null ? 0 : bias[channel]);
                float* input = x + ((nint)plane * pixels), output = y + ((nint)plane * pixels);
                for (int i = 0; i < pixels; i += V.Count)
                {
                    int width = Math.Min(V.Count, pixels - i);
                    V.MultiplyAdd(V.LoadPartial(input + i, width) - center, factor, shift).StorePartial(output + i, width);
                }
            }
        }
    }

    /// <summary>dx = weight rstd (dy - mean(dy) - xhat mean(dy xhat)), the means over the channel.</summary>
    private readonly struct GradientKernel(
        int batch, int channels, int pixels, float* x, float* mean, float* rstd, float* weight, float* dy, float* dx,
        float* dWeight, float* dBias, bool fixedStatistics) : IKernel
    {
        public void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            double count = (double)batch * pixels;
            for (int channel = from; channel < to; channel++)
            {
                double sum = 0, product = 0;
                for (int image = 0; image < batch; image++)
                {
                    nint plane = (((nint)image * channels) + channel) * pixels;
                    sum += Row<V>.Sum(dy + plane, pixels);
                    product += Row<V>.Sum(new ProductsAround(mean[channel]), x + plane, dy + plane, pixels);
                }
                product *= rstd[channel];
                if (dBias != null) dBias[channel] += (float)sum;
                if (dWeight != null) dWeight[channel] += (float)product;
                float average = fixedStatistics ? 0 : (float)(sum / count);
                float along = fixedStatistics ? 0 : (float)(product / count);
                for (int image = 0; image < batch; image++)
                    Plane<V>((((nint)image * channels) + channel) * pixels, channel, average, along);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Plane<V>(nint plane, int channel, float average, float along) where V : struct, ILanes<V>
        {
            var factor = V.Broadcast(rstd[channel] * (weight == null ? 1 : weight[channel]));
            var (center, slope, level) =
                (V.Broadcast(mean[channel]), V.Broadcast(-along * rstd[channel]), V.Broadcast(average));
            for (int i = 0; i < pixels; i += V.Count)
            {
                int width = Math.Min(V.Count, pixels - i);
                var g = V.LoadPartial(dy + plane + i, width) - level;
                g = V.MultiplyAdd(V.LoadPartial(x + plane + i, width) - center, slope, g);
                (g * factor).StorePartial(dx + plane + i, width);
            }
        }
    }

    /// <summary>The sum of (a - shift) b.</summary>
    private readonly struct ProductsAround(float shift) : ITerms
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Add<V>(V sum, V a, V b) where V : struct, ILanes<V> =>
            V.MultiplyAdd(a - V.Broadcast(shift), b, sum);
    }
}
