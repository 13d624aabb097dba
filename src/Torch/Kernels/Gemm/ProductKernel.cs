using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Gemm;

/// <summary>
/// Multiplies operands that lie as register tiles want them. Items are blocks of C: some strips by some panels. Within
/// a block, K runs in stretches whose panel of B stays in the first cache while all strips of the block pass over it.
/// </summary>
internal readonly unsafe struct ProductKernel : IKernel
{
    private const int KStretch = 512;

    public required TileGrid Grid { get; init; }

    public required int K { get; init; }

    /// <summary>A as it lies, or null data where <see cref="PackedA"/> is given.</summary>
    public MatrixView A { get; init; }

    public float* PackedA { get; init; }

    public int FirstStrip { get; init; }

    public int Strips { get; init; }

    /// <summary>B as it lies, its columns side by side; used for whole panels where <see cref="PackedB"/> is null.</summary>
    public MatrixView B { get; init; }

    public float* PackedB { get; init; }

    /// <summary>The last panel, packed, where B is read in place but ends in part of a panel.</summary>
    public float* LastPanel { get; init; }

    public required float* C { get; init; }

    public required nint CRow { get; init; }

    public float Alpha { get; init; }

    public float Beta { get; init; }

    public Epilogue Epilogue { get; init; }

    public int BlockStrips { get; init; }

    public int BlockPanels { get; init; }

    public int Blocks => RowBlocks * ((Grid.Panels + BlockPanels - 1) / BlockPanels);

    private int RowBlocks => (Strips + BlockStrips - 1) / BlockStrips;

    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int block = from; block < to; block++)
        {
            var (panel, strip) = Math.DivRem(block, RowBlocks);
            Multiply<V>(
                FirstStrip + (strip * BlockStrips), FirstStrip + Math.Min(Strips, (strip + 1) * BlockStrips),
                panel * BlockPanels, Math.Min(Grid.Panels, (panel + 1) * BlockPanels));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply<V>(int fromStrip, int toStrip, int fromPanel, int toPanel) where V : struct, ILanes<V>
    {
        int stretches = Math.Max(1, (K + KStretch - 1) / KStretch);
        for (int stretch = 0; stretch < stretches; stretch++)
        {
            int k = (int)((long)stretch * K / stretches), kEnd = (int)((stretch + 1L) * K / stretches);
            bool last = stretch == stretches - 1;
            for (int panel = fromPanel; panel < toPanel; panel++)
            {
                var tile = new TileArguments
                {
                    CRow = CRow, Alpha = Alpha, Beta = stretch == 0 ? Beta : 1,
                };
                Place<V>(ref tile, panel, k);
                int column = panel * Tile.Columns<V>(), columns = Math.Min(Tile.Columns<V>(), Grid.Columns - column);
                for (int strip = fromStrip; strip < toStrip; strip++)
                {
                    int row = Grid.FirstRow(strip), rows = Grid.FirstRow(strip + 1) - row;
                    Place(ref tile, row, rows, k);
                    tile.C = C + (row * CRow) + column;
                    Tile.Multiply<V>(in tile, rows, columns, kEnd - k);
                    if (last && !Epilogue.IsEmpty) Finish.Apply<V>(in this, row, rows, column, columns);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Place(ref TileArguments tile, int row, int rows, int k)
    {
        if (PackedA != null)
        {
            tile.A = PackedA + ((nint)(row - Grid.FirstRow(FirstStrip)) * K) + ((nint)k * rows);
            (tile.ARow, tile.AStep) = (1, rows);
        }
        else
        {
            tile.A = A.From(row, k).Data;
            (tile.ARow, tile.AStep) = (A.RowStride, A.ColumnStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Place<V>(ref TileArguments tile, int panel, int k) where V : struct, ILanes<V>
    {
        int width = Tile.Columns<V>();
        if (PackedB != null)
        {
            tile.B = PackedB + ((nint)panel * width * K) + ((nint)k * width);
            tile.BStep = width;
        }
        else if (LastPanel != null && panel == Grid.Panels - 1)
        {
            tile.B = LastPanel + ((nint)k * width);
            tile.BStep = width;
        }
        else
        {
            tile.B = B.From(k, panel * width).Data;
            tile.BStep = B.RowStride;
        }
    }
}
