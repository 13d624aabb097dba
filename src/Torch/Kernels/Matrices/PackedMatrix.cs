using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>A right operand packed once for many products: the weights of an inference model.</summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    private readonly long _count;

    /// <summary>Copies <paramref name="b"/>, K rows by N columns.</summary>
    public PackedMatrix(int k, int n, MatrixView b)
    {
        (K, N) = (k, n);
        var grid = new TileGrid(0, n);
        _count = (long)grid.Panels * grid.PanelWidth * k;
        Data = BufferPool.RentFloats(_count);
        ThreadTeam.Shared.For(new PackKernel(b, k, n, Data), grid.Panels, 4);
    }

    ~PackedMatrix() => Release();

    public int K { get; }

    public int N { get; }

    internal float* Data { get; private set; }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (Data != null) BufferPool.ReturnFloats(Data, _count);
        Data = null;
    }
}
