using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>Products of a vector with a matrix, at the speed at which the matrix can be read.</summary>
internal static unsafe class Gemv
{
    private const int SmallMatrix = 32768;

    /// <summary>Whether one of the matrix's strides is 1, which is what these kernels read.</summary>
    public static bool Serves(MatrixView b) => b.ColumnStride == 1 || b.RowStride == 1;

    /// <summary>
    /// y = alpha * x B + beta * y for B of k x n, then the epilogue; x's numbers lie <paramref name="xStride"/> apart,
    /// y's side by side.
    /// </summary>
    public static void Multiply(
        int n, int k, float* x, nint xStride, MatrixView b, float* y, float alpha, float beta, in Epilogue epilogue)
    {
        using var together = new Scratch(xStride == 1 ? 0 : k);
        if (xStride != 1)
        {
            for (int i = 0; i < k; i++) together.Pointer[i] = x[i * xStride];
            x = together.Pointer;
        }
        bool columns = b.RowStride == 1 && (b.ColumnStride != 1 || n == 1);
        int grain = columns ? 16 : 512;
        if ((long)n * k < SmallMatrix) grain = n;
        var kernel = new GemvKernel(columns, k, x, b, y, alpha, beta, epilogue);
        int share = (n + ThreadTeam.Shared.Threads - 1) / ThreadTeam.Shared.Threads;
        ThreadTeam.Shared.For(in kernel, n, Math.Max(grain, Math.Min(share, (share / 4) + 15 & ~15)));
    }
}
