using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>
/// A product with packed panels on one thread, for kernels that multiply tiles in their caches. Panels may be a part of
/// longer ones: panel p of k rows begins at <c>panels + p * panelStride</c>.
/// </summary>
internal static unsafe class PanelProduct<V> where V : struct, ILanes<V>
{
    /// <summary>c = alpha * a b + beta * c for an m x k matrix a and n columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        int m, int n, int k, MatrixView a, float* panels, nint panelStride, float* c, nint cRow, float alpha = 1,
        float beta = 0)
    {
        float* scratch = stackalloc float[Tile.MaxFloats];
        int width = Tile.Columns<V>(), strips = (m + V.TileRows - 1) / V.TileRows;
        for (int column = 0, panel = 0; column < n; column += width, panel++)
        {
            var tile = new TileArguments
            {
                ARow = a.RowStride,
                AStep = a.ColumnStride,
                B = panels + (panel * panelStride),
                BStep = width,
            };
            int row = 0;
            for (int strip = 1; strip <= strips; strip++)
            {
                int end = (int)((long)strip * m / strips);
                tile.A = a.Data + (row * a.RowStride);
                Tile.Multiply<V>(
                    ref tile, end - row, Math.Min(width, n - column), k, c + (row * cRow) + column, cRow, alpha, beta,
                    scratch);
                row = end;
            }
        }
    }
}
