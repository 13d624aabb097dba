using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>
/// C = alpha A B + beta C in float32, blocked after Goto and van de Geijn, "Anatomy of High-Performance
/// Matrix Multiplication" (2008). A is read where it lies, B in packed panels; views with
/// any strides serve, so a transpose costs no more.
/// </summary>
internal static unsafe class Gemm
{
    /// <summary>Rows up to which panels of B are used too seldom to be worth packing.</summary>
    private const int FewRows = 24;

    /// <summary>Multiply-adds below which one thread is faster than two.</summary>
    private const long SmallProduct = 300_000;

    /// <summary>Numbers of B that are packed before a second thread would be at work.</summary>
    private const long SmallOperand = 65_536;

    private const int BlocksPerThread = 8;

    /// <summary>Where panels come from memory to be used once, long runs of them, each fetched while the one before is at work.</summary>
    private const int RunsPerThread = 2;

    /// <summary>Panels a thread from which on a block of C takes all rows and packs its own panels.</summary>
    private const int ManyPanels = 16;

    private const int PanelsPerBlock = 4;

    /// <summary>Strips of a block: their stretch of A stays in the second cache.</summary>
    private const int BlockStrips = 12;

    /// <summary>
    /// <paramref name="a"/> is m x k, <paramref name="b"/> k x n, <paramref name="c"/> m rows, <paramref name="cRow"/>
    /// apart, of n numbers side by side. With <paramref name="beta"/> = 0, C need not be initialised.
    /// </summary>
    public static void Multiply(
        int m, int n, int k, MatrixView a, MatrixView b, float* c, nint cRow, float alpha = 1, float beta = 0,
        in Epilogue epilogue = default)
    {
        if (m == 0 || n == 0) return;
        if (m == 1 && Gemv.Serves(b))
        {
            Gemv.Multiply(n, k, a.Data, a.ColumnStride, b, c, alpha, beta, in epilogue);
            return;
        }
        if (n == 1 && cRow == 1 && epilogue.IsEmpty && Gemv.Serves(a))
        {
            Gemv.Multiply(m, k, b.Data, b.RowStride, a.Transposed, c, alpha, beta, in epilogue);
            return;
        }
        var grid = new TileGrid(m, n);
        var product = new ProductKernel
        {
            Grid = grid,
            K = k,
            A = a,
            B = b,
            C = c,
            CRow = cRow,
            Alpha = alpha,
            Beta = beta,
            Epilogue = epilogue,
        };
        bool inPlace = b.ColumnStride == 1 && m <= FewRows;
        if (!inPlace && grid.Panels >= ManyPanels * ThreadTeam.Shared.Threads)
        {
            int blocks = grid.Panels / PanelsPerBlock;
            var whole = product with { PackB = true, RowBlocks = 1, PanelBlocks = blocks };
            ThreadTeam.Shared.For(in whole, blocks);
            return;
        }
        int firstPacked = inPlace ? n / grid.PanelWidth : 0;
        int panels = grid.Panels - firstPacked, firstColumn = firstPacked * grid.PanelWidth;
        using var packed = new Scratch((long)panels * grid.PanelWidth * k);
        ThreadTeam.Shared.For(
            new PackKernel(b.From(0, firstColumn), k, n - firstColumn, packed.Pointer), panels,
            (long)n * k < SmallOperand ? panels : Math.Max(1, panels / (2 * ThreadTeam.Shared.Threads)));
        Run(product with
        {
            PackedB = inPlace ? null : packed.Pointer,
            LastPanel = inPlace && panels > 0 ? packed.Pointer : null,
        });
    }

    /// <summary>As above with weights packed once.</summary>
    public static void Multiply(
        int m, MatrixView a, PackedMatrix b, float* c, nint cRow, float alpha = 1, float beta = 0,
        in Epilogue epilogue = default)
    {
        if (m == 0 || b.N == 0) return;
        MultiplyPacked(new TileGrid(m, b.N), b.K, a, b.Data, c, cRow, alpha, beta, in epilogue);
    }

    /// <summary>With panels packed by the caller.</summary>
    internal static void MultiplyPacked(
        TileGrid grid, int k, MatrixView a, float* panels, float* c, nint cRow, float alpha, float beta,
        in Epilogue epilogue) =>
        Run(new ProductKernel
        {
            Grid = grid,
            K = k,
            A = a,
            PackedB = panels,
            C = c,
            CRow = cRow,
            Alpha = alpha,
            Beta = beta,
            Epilogue = epilogue,
        });

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
            M = m,
            N = n,
            K = k,
            A = a,
            AStride = aStride,
            B = b,
            BStride = bStride,
            C = c,
            CRow = cRow,
            CStride = cStride,
            Alpha = alpha,
            Beta = beta,
        };
        long work = Math.Max(1, (long)m * n * k);
        ThreadTeam.Shared.For(in kernel, whole, (int)Math.Clamp(SmallProduct / work, 1, Math.Max(1, whole)));
        for (int i = whole; i < batch; i++) kernel.Multiply(i);
    }

    /// <summary>Cuts C into blocks, several for each thread.</summary>
    private static void Run(in ProductKernel product)
    {
        var grid = product.Grid;
        int threads = ThreadTeam.Shared.Threads;
        bool alone = (long)grid.Rows * grid.Columns * product.K < SmallProduct || threads == 1;
        int rowBlocks = (grid.Strips + BlockStrips - 1) / BlockStrips;
        int wanted = alone ? 1 : threads * (rowBlocks == 1 ? RunsPerThread : BlocksPerThread);
        int panelBlocks = Math.Clamp(wanted / rowBlocks, 1, (grid.Panels + 1) / 2);
        rowBlocks = Math.Max(rowBlocks, Math.Min(wanted / panelBlocks, grid.Strips));
        var blocks = product with { RowBlocks = rowBlocks, PanelBlocks = panelBlocks };
        ThreadTeam.Shared.For(in blocks, rowBlocks * panelBlocks, alone ? rowBlocks * panelBlocks : 1);
    }
}
