using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>Chooses the <see cref="RegisterTile{V, R, C}"/> for a number of rows and columns.</summary>
internal static unsafe class Tile
{
    /// <summary>Columns of a tile: two registers.</summary>
    public static int Columns<V>() where V : struct, ILanes<V> => 2 * V.Count;

    /// <summary>Floats of a tile.</summary>
    public const int MaxFloats = 12 * 32;

    /// <summary>
    /// c = alpha * A B + beta * c for one tile; <paramref name="t"/> says where A and B lie. A whole tile with alpha = 1
    /// and beta = 0 is written from the registers, others by way of <paramref name="scratch"/> (<see cref="MaxFloats"/>).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<V>(
        ref TileArguments t, int rows, int columns, nint k, float* c, nint cRow, float alpha, float beta, float* scratch)
        where V : struct, ILanes<V>
    {
        if (alpha == 1 && beta == 0 && (columns == V.Count || columns == Columns<V>()))
        {
            t.Sums = c;
            t.SumsRow = cRow;
            Multiply<V>(in t, rows, columns, k);
            return;
        }
        Prefetch(c, cRow, rows, columns);
        t.Sums = scratch;
        t.SumsRow = Columns<V>();
        Multiply<V>(in t, rows, columns, k);
        TileWriter.Write<V>(scratch, t.SumsRow, c, cRow, rows, columns, alpha, beta);
    }

    /// <summary>The sums of one tile of at most <c>V.TileRows</c> rows and <see cref="Columns{V}"/> columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<V>(in TileArguments t, int rows, int columns, nint k) where V : struct, ILanes<V>
    {
        if (columns > V.Count) Multiply<V, Size2>(in t, rows, k);
        else Multiply<V, Size1>(in t, rows, k);
    }

    /// <summary>Fetches the tile of C that will be added to while the sums are formed.</summary>
    private static void Prefetch(float* c, nint cRow, int rows, int columns)
    {
        if (!Sse.IsSupported) return;
        for (int row = 0; row < rows; row++, c += cRow)
        {
            Sse.Prefetch0(c);
            Sse.Prefetch0(c + columns - 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<V, C>(in TileArguments t, int rows, nint k)
        where V : struct, ILanes<V>
        where C : struct, ISize
    {
        switch (rows)
        {
            case 1: RegisterTile<V, Size1, C>.Multiply(in t, k); break;
            case 2: RegisterTile<V, Size2, C>.Multiply(in t, k); break;
            case 3: RegisterTile<V, Size3, C>.Multiply(in t, k); break;
            case 4: RegisterTile<V, Size4, C>.Multiply(in t, k); break;
            case 5: RegisterTile<V, Size5, C>.Multiply(in t, k); break;
            case 6: RegisterTile<V, Size6, C>.Multiply(in t, k); break;
            case 7: RegisterTile<V, Size7, C>.Multiply(in t, k); break;
            case 8: RegisterTile<V, Size8, C>.Multiply(in t, k); break;
            case 9: RegisterTile<V, Size9, C>.Multiply(in t, k); break;
            case 10: RegisterTile<V, Size10, C>.Multiply(in t, k); break;
            case 11: RegisterTile<V, Size11, C>.Multiply(in t, k); break;
            case 12: RegisterTile<V, Size12, C>.Multiply(in t, k); break;
        }
    }
}
