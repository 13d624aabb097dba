using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Gemm;

/// <summary>
/// C = alpha A B + beta C in float32, packed and blocked after Goto and van de Geijn, "Anatomy of High-Performance
/// Matrix Multiplication" (2008). Operands are views with any strides, so a transpose costs nothing but its packing.
/// </summary>
internal static unsafe class Gemm
{
    /// <summary>Rows up to which panels of B are used too seldom to be worth packing.</summary>
    private const int FewRows = 24;

    /// <summary>Multiply-adds below which one thread is faster than two.</summary>
    private const long SmallProduct = 100_000;

    /// <summary>Strips of a block: their part of A stays in the second cache.</summary>
    private const int BlockStrips = 12;

    /// <summary>Floats of A packed at a time.</summary>
    private const long PackedAFloats = 2 << 20;

    /// <summary>
    /// <paramref name="a"/> is m x k, <paramref name="b"/> k x n, <paramref name="c"/> m rows, <paramref name="cRow"/>
    /// apart, of n numbers side by side. With <paramref name="beta"/> = 0, C need not be initialised.
    /// </summary>
    public static void Multiply(
        int m, int n, int k, MatrixView a, MatrixView b, float* c, nint cRow, float alpha = 1, float beta = 0,
        in Epilogue epilogue = default)
    {
        if (m == 0 || n == 0) return;
        var grid = new TileGrid(m, n);
        bool inPlace = b.ColumnStride == 1 && m <= FewRows;
        int toPack = inPlace ? (n % grid.PanelWidth == 0 ? 0 : 1) : grid.Panels;
        var firstPacked = b.From(0, (nint)(grid.Panels - toPack) * grid.PanelWidth);
        using var packed = new Scratch((long)toPack * grid.PanelWidth * k);
        var product = new ProductKernel
        {
            Grid = grid, K = k, A = a, B = b, C = c, CRow = cRow, Alpha = alpha, Beta = beta, Epilogue = epilogue,
            PackedB = inPlace ? null : packed.Pointer, LastPanel = inPlace && toPack > 0 ? packed.Pointer : null,
        };
        var pack = new PackKernel
        {
            Grid = new TileGrid(m, n - (int)((grid.Panels - toPack) * (long)grid.PanelWidth)), K = k, A = a,
            B = firstPacked, PackedB = packed.Pointer,
        };
        Run(product, pack, toPack);
    }

    /// <summary>As above with weights packed once.</summary>
    public static void Multiply(
        int m, MatrixView a, PackedMatrix b, float* c, nint cRow, float alpha = 1, float beta = 0,
        in Epilogue epilogue = default)
    {
        if (m == 0 || b.N == 0) return;
        var grid = new TileGrid(m, b.N);
        var product = new ProductKernel
        {
            Grid = grid, K = b.K, A = a, PackedB = b.Data, C = c, CRow = cRow, Alpha = alpha, Beta = beta,
            Epilogue = epilogue,
        };
        Run(product, new PackKernel { Grid = grid, K = b.K, A = a }, panels: 0);
    }

    /// <summary>
    /// <paramref name="batch"/> products whose operands lie a stride apart; stride 0 uses one operand for all.
    /// </summary>
    public static void MultiplyBatch(
        int batch, int m, int n, int k, MatrixView a, nint aStride, MatrixView b, nint bStride, float* c, nint cRow,
        nint cStride, float alpha = 1, float beta = 0)
    {
        if (bStride == 0 && aStride == m * a.RowStride && cStride == m * cRow)
        {
            Multiply(checked(batch * m), n, k, a, b, c, cRow, alpha, beta);
            return;
        }
        int threads = ThreadTeam.Shared.Threads;
        bool small = (long)m * n * k < threads * SmallProduct;
        int whole = small ? batch : batch / threads * threads;
        var kernel = new BatchKernel
        {
            M = m, N = n, K = k, A = a, AStride = aStride, B = b, BStride = bStride, C = c, CRow = cRow,
            CStride = cStride, Alpha = alpha, Beta = beta,
        };
        long work = Math.Max(1, (long)m * n * k);
        ThreadTeam.Shared.For(in kernel, whole, (int)Math.Clamp(SmallProduct / work, 1, Math.Max(1, whole)));
        for (int i = whole; i < batch; i++) kernel.Multiply(i);
    }

    private static void Run(in ProductKernel product, in PackKernel pack, int panels)
    {
        var grid = product.Grid;
        int k = product.K;
        long work = (long)grid.Rows * grid.Columns * k;
        bool packA = PackingPays(product);
        long superStrips = packA ? Math.Max(BlockStrips, PackedAFloats / Math.Max(1, (long)k * Widest.TileRows)) : grid.Strips;
        int strips = (int)Math.Min(superStrips, grid.Strips);
        using var packedA = new Scratch(packA ? (long)(strips + 1) * Widest.TileRows * k : 0);
        for (int first = 0; first < grid.Strips; first += strips)
        {
            int count = Math.Min(strips, grid.Strips - first);
            var (blockStrips, blockPanels) = BlockSize(count, grid.Panels, work);
            var part = product with
            {
                PackedA = packA ? packedA.Pointer : null, FirstStrip = first, Strips = count,
                BlockStrips = blockStrips, BlockPanels = blockPanels,
            };
            var packing = pack with
            {
                PackedA = packedA.Pointer, FirstStrip = first, Strips = packA ? count : 0,
            };
            int items = packing.Strips + (first == 0 ? panels : 0);
            int grain = work < SmallProduct ? items : Math.Max(1, items / (4 * ThreadTeam.Shared.Threads));
            ThreadTeam.Shared.For(in packing, items, grain);
            ThreadTeam.Shared.For(in part, part.Blocks, work < SmallProduct ? part.Blocks : 1);
        }
    }

    /// <summary>A is read in place unless many panels pass over it or its rows fall on the same cache sets.</summary>
    private static bool PackingPays(in ProductKernel product) =>
        product.Grid.Panels >= 4 && product.Grid.Rows > FewRows;

    /// <summary>Blocks small enough that every thread gets several, large enough to use the caches.</summary>
    private static (int Strips, int Panels) BlockSize(int strips, int panels, long work)
    {
        int threads = ThreadTeam.Shared.Threads;
        int rowBlocks = (strips + BlockStrips - 1) / BlockStrips;
        int blockStrips = (strips + rowBlocks - 1) / rowBlocks;
        if (threads == 1 || work < SmallProduct) return (blockStrips, panels);
        int wanted = 4 * threads;
        int panelBlocks = Math.Clamp((wanted + rowBlocks - 1) / rowBlocks, 1, panels);
        return (blockStrips, (panels + panelBlocks - 1) / panelBlocks);
    }
}
