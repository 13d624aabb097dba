using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>
/// Multiplies strips of A by panels of B. Items are blocks of C: some strips by some panels. Within a block, K runs in
/// stretches short enough for the caches: a panel's stretch serves all strips of the block before the next, or, where a
/// block has all strips and packs its own panels, a strip's stretch all panels.
/// </summary>
internal readonly unsafe struct ProductKernel : IKernel
{
    public required TileGrid Grid { get; init; }

    public required int K { get; init; }

    public required MatrixView A { get; init; }

    /// <summary>Whether a block packs its panels of B itself, because they serve no other block.</summary>
    public bool PackB { get; init; }

    /// <summary>B as it lies; used where <see cref="PackedB"/> is null, in place if its columns lie side by side.</summary>
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
    private int KStretch => A.ColumnStride == 1 && !PackB ? 1024 : 512;

    private static int Part(int count, int part, int parts) => (int)((long)count * part / parts);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply<V>(int fromStrip, int toStrip, int fromPanel, int toPanel) where V : struct, ILanes<V>
    {
        float* sums = stackalloc float[Tile.MaxFloats];
        int width = Tile.Columns<V>(), stretches = Math.Max(1, (K + KStretch - 1) / KStretch);
        using var own = new Scratch(PackB ? (long)(toPanel - fromPanel) * width * ((K / stretches) + 1) : 0);
        for (int stretch = 0; stretch < stretches; stretch++)
        {
            int k = Part(K, stretch, stretches), kCount = Part(K, stretch + 1, stretches) - k;
            if (!PackB)
            {
                for (int panel = fromPanel; panel < toPanel; panel++)
                {
                    var tile = PanelAt<V>(panel, k);
                    // Each strip fetches its share of the next panel, which may have to come from memory.
                    tile.NextStep = panel + 1 < toPanel ? (width + toStrip - fromStrip - 1) / (toStrip - fromStrip) : 0;
                    tile.Next = tile.NextStep == 0 ? tile.B : PanelAt<V>(panel + 1, k).B;
                    for (int strip = fromStrip; strip < toStrip; strip++)
                    {
                        Multiply<V>(ref tile, strip, panel, k, kCount, sums);
                        tile.Next += kCount * tile.NextStep;
                    }
                }
                continue;
            }
            int first = fromPanel * width;
            Packing<V>.Panels(
                B.From(k, first), Math.Min(Grid.Columns - first, (toPanel - fromPanel) * width), 0, toPanel - fromPanel,
                kCount, own.Pointer);
            for (int strip = fromStrip; strip < toStrip; strip++)
            {
                for (int panel = fromPanel; panel < toPanel; panel++)
                {
                    var tile = new TileArguments
                    {
                        ARow = A.RowStride,
                        AStep = A.ColumnStride,
                        BStep = width,
                        B = own.Pointer + ((nint)(panel - fromPanel) * width * kCount),
                    };
                    Multiply<V>(ref tile, strip, panel, k, kCount, sums);
                }
            }
        }
    }

    /// <summary>A stretch of K of one tile of C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Multiply<V>(ref TileArguments tile, int strip, int panel, int k, int kCount, float* sums)
        where V : struct, ILanes<V>
    {
        int column = panel * Tile.Columns<V>(), columns = Math.Min(Tile.Columns<V>(), Grid.Columns - column);
        int row = Grid.FirstRow(strip), rows = Grid.FirstRow(strip + 1) - row;
        tile.A = A.From(row, k).Data;
        Tile.Multiply<V>(
            ref tile, rows, columns, kCount, C + (row * CRow) + column, CRow, Alpha, k == 0 ? Beta : 1, sums);
        if (k + kCount == K && !Epilogue.IsEmpty) Finish.Apply<V>(in this, row, rows, column, columns);
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
