using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Reductions;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Normalization;

/// <summary>y = (x - mean) * rstd * weight + bias over the last axis (Ba et al. 2016). Rows lie n apart.</summary>
internal static unsafe class LayerNorm
{
    private const int FloatsPerPart = 8192;

    /// <summary>
    /// <paramref name="weight"/> and <paramref name="bias"/> may be null, as may <paramref name="mean"/> and
    /// <paramref name="rstd"/>, which the backward pass needs. With <paramref name="residual"/> the input is x + residual.
    /// </summary>
    public static void Forward(
        int rows, int n, float* x, float* weight, float* bias, float epsilon, float* y, float* mean = null,
        float* rstd = null, float* residual = null) =>
        ThreadTeam.Shared.For(
            new LayerNormKernel(n, x, residual, weight, bias, epsilon, y, mean, rstd), rows, Grain(n));

    /// <summary>
    /// Gradients by the input and, where asked for, by weight and bias, which are added to what is there.
    /// </summary>
    public static void Backward(
        int rows, int n, float* x, float* weight, float* mean, float* rstd, float* dy, float* dx, float* dWeight,
        float* dBias)
    {
        ThreadTeam.Shared.For(new LayerNormGradientKernel(n, x, weight, mean, rstd, dy, dx), rows, Grain(n));
        if (dBias != null) Reduction.SumColumns(rows, n, dy, n, dBias, beta: 1);
        if (dWeight == null) return;
        // Parts of fixed size, so that the sums do not depend on the number of threads.
        const int rowsPerPart = 256;
        int parts = (rows + rowsPerPart - 1) / rowsPerPart;
        using var partial = new Scratch((long)parts * n);
        ThreadTeam.Shared.For(
            new LayerNormWeightKernel(rows, rowsPerPart, n, x, mean, rstd, dy, partial.Pointer), parts);
        Reduction.SumColumns(parts, n, partial.Pointer, n, dWeight, beta: 1);
    }

    private static int Grain(int n) => Math.Max(1, FloatsPerPart / Math.Max(1, n));
}
