using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>One whole product an item.</summary>
internal readonly unsafe struct BatchKernel : IKernel
{
    public int M { get; init; }

    public int N { get; init; }

    public int K { get; init; }

    public MatrixView A { get; init; }

    public nint AStride { get; init; }

    public MatrixView B { get; init; }

    public nint BStride { get; init; }

    public float* C { get; init; }

    public nint CRow { get; init; }

    public nint CStride { get; init; }

    public float Alpha { get; init; }

    public float Beta { get; init; }

    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int i = from; i < to; i++) Multiply(i);
    }

    public void Multiply(nint i)
    {
        var a = new MatrixView(A.Data + (i * AStride), A.RowStride, A.ColumnStride);
        var b = new MatrixView(B.Data + (i * BStride), B.RowStride, B.ColumnStride);
        Gemm.Multiply(M, N, K, a, b, C + (i * CStride), CRow, Alpha, Beta);
    }
}
