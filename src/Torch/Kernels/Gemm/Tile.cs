using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Gemm;

/// <summary>Chooses the <see cref="RegisterTile{V, R, C}"/> for a number of rows and columns.</summary>
internal static class Tile
{
    /// <summary>Columns of a tile: two registers.</summary>
    public static int Columns<V>() where V : struct, ILanes<V> => 2 * V.Count;

    /// <summary>One tile of at most <c>V.TileRows</c> rows and <see cref="Columns{V}"/> columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<V>(in TileArguments t, int rows, int columns, nint k) where V : struct, ILanes<V>
    {
        if (columns > V.Count) Multiply<V, Size2>(in t, rows, columns, k);
        else Multiply<V, Size1>(in t, rows, columns, k);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<V, C>(in TileArguments t, int rows, int columns, nint k)
        where V : struct, ILanes<V>
        where C : struct, ISize
    {
        switch (rows)
        {
            case 1: RegisterTile<V, Size1, C>.Multiply(in t, k, columns); break;
            case 2: RegisterTile<V, Size2, C>.Multiply(in t, k, columns); break;
            case 3: RegisterTile<V, Size3, C>.Multiply(in t, k, columns); break;
            case 4: RegisterTile<V, Size4, C>.Multiply(in t, k, columns); break;
            case 5: RegisterTile<V, Size5, C>.Multiply(in t, k, columns); break;
            case 6: RegisterTile<V, Size6, C>.Multiply(in t, k, columns); break;
            case 7: RegisterTile<V, Size7, C>.Multiply(in t, k, columns); break;
            case 8: RegisterTile<V, Size8, C>.Multiply(in t, k, columns); break;
            case 9: RegisterTile<V, Size9, C>.Multiply(in t, k, columns); break;
            case 10: RegisterTile<V, Size10, C>.Multiply(in t, k, columns); break;
            case 11: RegisterTile<V, Size11, C>.Multiply(in t, k, columns); break;
            case 12: RegisterTile<V, Size12, C>.Multiply(in t, k, columns); break;
        }
    }
}
