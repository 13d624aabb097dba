using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>
/// Multiplies over packed panels of B. Items are blocks of C: some strips by some panels. Within a block, K runs in
/// stretches; a panel's stretch serves all strips of the block before the next.
/// </summary>
internal readonly unsafe struct ProductKernel : IKernel
{
    public required TileGrid Grid { get; init; }

    public required int K { get; init; }

    public required MatrixView A { get; init; }

    /// <summary>B as it lies, its columns side by side; used where <see cref="PackedB"/> is null.</summary>
    public MatrixView B { get; init; }

    public float* PackedB { get; init; }

    /// <summary>The last panel, packed, where B is read in place but ends in part of a panel.</summary>
    public float* LastPanel { get; init; }

    public required float* C { get; init; }

    public required nint CRow { get; init; }

    public float Alpha { get; init; }

    public float Beta { get; init; }

    public Epilogue Epilogue { get; init; }

    /// <summary>How many parts the strips are cut into.</summary>
    public int RowBlocks { get; init; }

    public int PanelBlocks { get; init; }

    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int block = from; block < to; block++)
        {
            var (column, row) = Math.DivRem(block, RowBlocks);
            Multiply<V>(
                Part(Grid.Strips, row, RowBlocks), Part(Grid.Strips, row + 1, RowBlocks),
                Part(Grid.Panels, column, PanelBlocks), Part(Grid.Panels, column + 1, PanelBlocks));
        }
    }

    /// <summary>Longer where a row of A lies in one piece; elsewhere each step of k is on another page.</summary>
    private int KStretch => A.ColumnStride == 1 ? 1024 : 512;

    private static int Part(int count, int part, int parts) => (int)((long)count * part / parts);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply<V>(int fromStrip, int toStrip, int fromPanel, int toPanel) where V : struct, ILanes<V>
    {
        int stretches = Math.Max(1, (K + KStretch - 1) / KStretch);
        for (int stretch = 0; stretch < stretches; stretch++)
        {
            int k = Part(K, stretch, stretches), kCount = Part(K, stretch + 1, stretches) - k;
            for (int panel = fromPanel; panel < toPanel; panel++)
                Multiply<V>(panel, fromStrip, toStrip, k, kCount);
        }
    }

    /// <summary>A stretch of one panel of B with all strips of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply<V>(int panel, int fromStrip, int toStrip, int k, int kCount)
        where V : struct, ILanes<V>
    {
        float* scratch = stackalloc float[Tile.MaxFloats];
        int column = panel * Tile.Columns<V>(), columns = Math.Min(Tile.Columns<V>(), Grid.Columns - column);
        float beta = k == 0 ? Beta : 1;
        bool finish = k + kCount == K && !Epilogue.IsEmpty;
        var tile = PanelAt<V>(panel, k);
        for (int strip = fromStrip; strip < toStrip; strip++)
        {
            int row = Grid.FirstRow(strip), rows = Grid.FirstRow(strip + 1) - row;
            tile.A = A.From(row, k).Data;
            Tile.Multiply<V>(
                ref tile, rows, columns, kCount, C + (row * CRow) + column, CRow, Alpha, beta, scratch);
            if (finish) Finish.Apply<V>(in this, row, rows, column, columns);
        }
    }

    private TileArguments PanelAt<V>(int panel, int k) where V : struct, ILanes<V>
    {
        int width = Tile.Columns<V>();
        var tile = new TileArguments { ARow = A.RowStride, AStep = A.ColumnStride, BStep = width };
        if (PackedB != null)
        {
            tile.B = PackedB + ((nint)panel * width * K) + ((nint)k * width);
        }
        else if (LastPanel != null && panel == Grid.Panels - 1)
        {
            tile.B = LastPanel + ((nint)k * width);
        }
        else
        {
            tile.B = B.From(k, panel * width).Data;
            tile.BStep = B.RowStride;
        }
        return tile;
    }
}
