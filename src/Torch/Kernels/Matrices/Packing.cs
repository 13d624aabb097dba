using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>Copies B as register tiles read it: panels of a tile's columns, each k by k.</summary>
internal static unsafe class Packing<V> where V : struct, ILanes<V>
{
    /// <summary>Panels of <paramref name="b"/>, the last filled up with zeros; panel p goes to p * width * k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panels(MatrixView b, int columns, int fromPanel, int toPanel, int k, float* to)
    {
        int width = Tile.Columns<V>();
        if (b.ColumnStride == 1)
        {
            for (int i = 0; i < k; i++)
            {
                float* source = b.Data + (i * b.RowStride);
                for (int panel = fromPanel; panel < toPanel; panel++)
                {
                    int column = panel * width;
                    CopyRow(source + column, columns - column, to + ((nint)column * k) + (i * width), width);
                }
            }
            return;
        }
        for (int panel = fromPanel; panel < toPanel; panel++)
        {
            int column = panel * width, there = Math.Min(width, columns - column);
            float* target = to + ((nint)column * k);
            if (there < width) new Span<float>(target, width * k).Clear();
            Transpose(b.From(0, column).Transposed, there, k, target, width);
        }
    }

    private static void Transpose(MatrixView from, int rows, int columns, float* to, int toRow)
    {
        if (from.ColumnStride == 1)
        {
            Transposition.Copy(from.Data, from.RowStride, rows, columns, to, toRow);
            return;
        }
        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < rows; row++)
                to[(column * toRow) + row] = from.Data[(row * from.RowStride) + (column * from.ColumnStride)];
        }
    }

    /// <summary>The first <paramref name="there"/> numbers, then zeros up to <paramref name="width"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow(float* source, int there, float* to, int width)
    {
        int column = 0;
        for (; column <= Math.Min(there, width) - V.Count; column += V.Count) V.Load(source + column).Store(to + column);
        for (; column < width; column += V.Count)
        {
            V.LoadPartial(source + column, Math.Clamp(there - column, 0, V.Count))
                .StorePartial(to + column, Math.Min(V.Count, width - column));
        }
    }
}
