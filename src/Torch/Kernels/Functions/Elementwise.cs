using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Functions;

/// <summary>Applies functions to arrays in one pass, on all threads where that pays. The result may be an operand.</summary>
internal static unsafe class Elementwise
{
    /// <summary>y[i] = f(x[i]).</summary>
    public static void Map<F>(F f, float* x, float* y, long n) where F : struct, IUnary =>
        MapRows(f, 1, n, x, 0, y, 0);

    /// <summary>y[i] = f(a[i], b[i]).</summary>
    public static void Zip<F>(F f, float* a, float* b, float* y, long n) where F : struct, IBinary =>
        ZipRows(f, 1, n, a, 0, 1, b, 0, 1, y, 0);

    /// <summary>The same for rows that lie a stride apart.</summary>
    public static void MapRows<F>(F f, int rows, long n, float* x, nint xRow, float* y, nint yRow)
        where F : struct, IUnary
    {
        var chunks = new RowChunks(rows, n);
        ThreadTeam.Shared.For(new MapKernel<F>(f, chunks, x, xRow, y, yRow), chunks.Count, chunks.Grain);
    }

    /// <summary>
    /// y[r, i] = f(a[r, i], b[r, i]) with broadcasting: a row stride of 0 repeats a row, a step of 0 (else 1) repeats one
    /// number along the row.
    /// </summary>
    public static void ZipRows<F>(
        F f, int rows, long n, float* a, nint aRow, int aStep, float* b, nint bRow, int bStep, float* y, nint yRow)
        where F : struct, IBinary
    {
        var chunks = new RowChunks(rows, n);
        ThreadTeam.Shared.For(
            new ZipKernel<F>(f, chunks, a, aRow, aStep, b, bRow, bStep, y, yRow), chunks.Count, chunks.Grain);
    }
}
