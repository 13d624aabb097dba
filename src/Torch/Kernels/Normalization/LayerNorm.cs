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
        // Parts of fixed size, so that the sums do not depend on the number of threads.
        const int rowsPerPart = 64;
        int parts = (rows + rowsPerPart - 1) / rowsPerPart;
        bool sums = dWeight != null || dBias != null;
        using var partial = new Scratch(sums ? 2L * parts * n : 0);
        ThreadTeam.Shared.For(
            new LayerNormGradientKernel(
                rows, rowsPerPart, n, x, weight, mean, rstd, dy, dx, sums ? partial.Pointer : null),
            parts, Grain(rowsPerPart * n));
        if (dWeight != null) Reduction.SumColumns(parts, n, partial.Pointer, 2 * n, dWeight, beta: 1);
        if (dBias != null) Reduction.SumColumns(parts, n, partial.Pointer + n, 2 * n, dBias, beta: 1);
    }

    private static int Grain(int n) => Math.Max(1, FloatsPerPart / Math.Max(1, n));
}
