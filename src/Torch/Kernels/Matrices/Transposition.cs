using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>Copies a matrix with rows and columns exchanged, in blocks of 4 x 4.</summary>
internal static unsafe class Transposition
{
    /// <summary>Columns taken before the next rows: a cache line's, so that each line is read once.</summary>
    private const int LineColumns = 16;

    /// <summary>How far ahead rows are fetched; they are too far apart for the processor to foresee.</summary>
    private const int ColumnsAhead = 4 * LineColumns;

    /// <summary>destination[column * destinationRow + row] = source[row * sourceRow + column].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(
        float* source, nint sourceRow, int rows, int columns, float* destination, nint destinationRow)
    {
        int wholeRows = rows & ~3, wholeColumns = columns & ~3;
        for (int line = 0; line < wholeColumns; line += LineColumns)
        {
            int end = Math.Min(line + LineColumns, wholeColumns);
            for (int row = 0; row < wholeRows; row += 4)
            {
                float* from = source + (row * sourceRow);
                Fetch(from + line + ColumnsAhead, sourceRow);
                for (int column = line; column < end; column += 4)
                    Block(from + column, sourceRow, destination + (column * destinationRow) + row, destinationRow);
            }
        }
        CopyElements(source, sourceRow, 0, wholeRows, wholeColumns, columns, destination, destinationRow);
        CopyElements(source, sourceRow, wholeRows, rows, 0, columns, destination, destinationRow);
    }

    /// <summary>Asks for four rows' next line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(float* from, nint row)
    {
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(from);
        Sse.Prefetch0(from + row);
        Sse.Prefetch0(from + (2 * row));
        Sse.Prefetch0(from + (3 * row));
    }

    private static void CopyElements(
        float* source, nint sourceRow, int fromRow, int toRow, int fromColumn, int toColumn, float* destination,
        nint destinationRow)
    {
        for (int column = fromColumn; column < toColumn; column++)
        {
            for (int row = fromRow; row < toRow; row++)
                destination[(column * destinationRow) + row] = source[(row * sourceRow) + column];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(float* s, nint sRow, float* d, nint dRow)
    {
        var a = Vector128.Load(s);
        var b = Vector128.Load(s + sRow);
        var c = Vector128.Load(s + (2 * sRow));
        var e = Vector128.Load(s + (3 * sRow));
        var ac = ZipLow(a, c); // a0 c0 a1 c1
        var be = ZipLow(b, e);
        ZipLow(ac, be).Store(d); // a0 b0 c0 e0
        ZipHigh(ac, be).Store(d + dRow);
        ac = ZipHigh(a, c); // a2 c2 a3 c3
        be = ZipHigh(b, e);
        ZipLow(ac, be).Store(d + (2 * dRow));
        ZipHigh(ac, be).Store(d + (3 * dRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);
}
