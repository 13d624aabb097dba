using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Gemm;

/// <summary>
/// Copies operands into the order in which register tiles read them. A: strips of a tile's rows, each k by k. B: panels
/// of a tile's columns, each k by k, the last filled up with zeros. Items are strips of A, then panels of B.
/// </summary>
internal readonly unsafe struct PackKernel : IKernel
{
    public required TileGrid Grid { get; init; }

    public required int K { get; init; }

    public MatrixView A { get; init; }

    public float* PackedA { get; init; }

    /// <summary>How many of the grid's strips to pack, from <see cref="FirstStrip"/>; 0 where A is read in place.</summary>
    public int Strips { get; init; }

    public int FirstStrip { get; init; }

    public MatrixView B { get; init; }

    public float* PackedB { get; init; }

    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int item = from; item < to; item++)
        {
            if (item < Strips) PackStrip<V>(FirstStrip + item);
            else PackPanel<V>(item - Strips);
        }
    }

    private void PackStrip<V>(int strip) where V : struct, ILanes<V>
    {
        int first = Grid.FirstRow(strip), rows = Grid.FirstRow(strip + 1) - first;
        float* to = PackedA + ((nint)(first - Grid.FirstRow(FirstStrip)) * K);
        Copy<V>(A.From(first, 0).Transposed, rows, to, rows);
    }

    private void PackPanel<V>(int panel) where V : struct, ILanes<V>
    {
        int width = Tile.Columns<V>(), first = panel * width;
        Copy<V>(B.From(0, first), Math.Min(width, Grid.Columns - first), PackedB + ((nint)first * K), width);
    }

    /// <summary>K rows of <paramref name="columns"/> numbers, side by side, filled up to <paramref name="width"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Copy<V>(MatrixView from, int columns, float* to, int width) where V : struct, ILanes<V>
    {
        if (from.ColumnStride == 1)
        {
            float* source = from.Data;
            for (int k = 0; k < K; k++, source += from.RowStride, to += width)
                CopyRow<V>(source, columns, to, width);
            return;
        }
        if (columns < width) new Span<float>(to, K * width).Clear();
        if (from.RowStride == 1)
        {
            Transposition.Copy(from.Data, from.ColumnStride, columns, K, to, width);
            return;
        }
        for (int k = 0; k < K; k++)
        {
            for (int column = 0; column < columns; column++)
                to[(k * width) + column] = from.Data[(k * from.RowStride) + (column * from.ColumnStride)];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow<V>(float* source, int columns, float* to, int width) where V : struct, ILanes<V>
    {
        if (columns == 2 * V.Count)
        {
            V.Load(source).Store(to);
            V.Load(source + V.Count).Store(to + V.Count);
            return;
        }
        for (int column = 0; column < width; column += V.Count)
        {
            int there = Math.Clamp(columns - column, 0, V.Count);
            V.LoadPartial(source + column, there).StorePartial(to + column, Math.Min(V.Count, width - column));
        }
    }
}
