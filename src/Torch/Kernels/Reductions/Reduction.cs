using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Reductions;

/// <summary>
/// Sums and extremes. Long arrays are summed in pieces of fixed length, so a result does not depend on the number of
/// threads.
/// </summary>
internal static unsafe class Reduction
{
    private const int Piece = 16384;

    public static float Sum(float* x, long n) => Reduce(new SumOf(), x, x, n);

    public static float SumOfSquares(float* x, long n) => Reduce(new SumOfProducts(), x, x, n);

    public static float Dot(float* a, float* b, long n) => Reduce(new SumOfProducts(), a, b, n);

    /// <summary>sums[row] = the sum of each of <paramref name="rows"/> rows of <paramref name="n"/>.</summary>
    public static void SumRows(int rows, int n, float* x, nint xRow, float* sums) =>
        ThreadTeam.Shared.For(new RowSumKernel(n, x, xRow, sums), rows, Math.Max(1, Piece / Math.Max(1, n)));

    /// <summary>sums[column] = beta * sums[column] + the column's sum: a bias gradient.</summary>
    public static void SumColumns(int rows, int n, float* x, nint xRow, float* sums, float beta = 0)
    {
        int width = 4 * Widest.Count;
        var kernel = new ColumnSumKernel(rows, n, x, xRow, sums, beta);
        int strips = (n + width - 1) / width;
        ThreadTeam.Shared.For(in kernel, strips, (long)rows * n < Piece ? strips : 1);
    }

    /// <summary>The largest number and its first index; NaN counts as larger than all. -1 for an empty array.</summary>
    public static (float Value, int Index) Largest(float* x, int n)
    {
        if (n == 0) return (float.NegativeInfinity, -1);
        float largest;
        var kernel = new LargestKernel(x, n, &largest);
        Widest.Run(in kernel, 0, 1);
        var values = new ReadOnlySpan<float>(x, n);
        return (largest, values.IndexOf(largest));
    }

    private static float Reduce<F>(F terms, float* a, float* b, long n) where F : struct, ITerms
    {
        int pieces = checked((int)((n + Piece - 1) / Piece));
        using var partial = new Scratch(pieces);
        ThreadTeam.Shared.For(new PieceSumKernel<F>(terms, Piece, n, a, b, partial.Pointer), pieces, 2);
        double sum = 0;
        for (int i = 0; i < pieces; i++) sum += partial.Pointer[i];
        return (float)sum;
    }
}
