using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Matrices;

/// <summary>
/// Weights of a linear layer in a byte each, with one scale an output: w[n, k] = scale[n] * q[n, k], q in -127..127.
/// Activations and sums stay in float32; a quarter of the memory is read.
/// </summary>
internal sealed unsafe class Int8Matrix : IDisposable
{
    /// <summary>Rows of activations up to which weights are converted on the fly for each.</summary>
    private const int FewRows = 4;

    private readonly long _bytes;
    private sbyte* _weights;
    private float* _scales;

    /// <summary>Rounds <paramref name="weights"/>, n outputs by k inputs, rows k apart.</summary>
    public Int8Matrix(int k, int n, float* weights)
    {
        (K, N) = (k, n);
        _bytes = (long)n * k;
        _weights = (sbyte*)BufferPool.Rent(_bytes);
        _scales = BufferPool.RentFloats(n);
        ThreadTeam.Shared.For(new QuantizeKernel(k, weights, _weights, _scales), n, 16);
    }

    /// <summary>Copies weights rounded elsewhere.</summary>
    public Int8Matrix(int k, int n, ReadOnlySpan<sbyte> weights, ReadOnlySpan<float> scales)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, checked(k * n));
        ArgumentOutOfRangeException.ThrowIfNotEqual(scales.Length, n);
        (K, N) = (k, n);
        _bytes = (long)n * k;
        _weights = (sbyte*)BufferPool.Rent(_bytes);
        _scales = BufferPool.RentFloats(n);
        weights.CopyTo(new Span<sbyte>(_weights, weights.Length));
        scales.CopyTo(new Span<float>(_scales, n));
    }

    ~Int8Matrix() => Release();

    public int K { get; }

    public int N { get; }

    /// <summary>c = a W^T, then the epilogue, for m rows of activations <paramref name="aRow"/> apart.</summary>
    public void Multiply(int m, float* a, nint aRow, float* c, nint cRow, in Epilogue epilogue = default)
    {
        if (m <= FewRows)
        {
            var kernel = new Int8VectorKernel(m, K, a, aRow, _weights, _scales, c, cRow, epilogue);
            ThreadTeam.Shared.For(in kernel, N, (long)N * K < 65536 ? N : 64);
            return;
        }
        var grid = new TileGrid(m, N);
        using var packed = new Scratch((long)grid.Panels * grid.PanelWidth * K);
        ThreadTeam.Shared.For(new Int8PackKernel(K, N, _weights, _scales, packed.Pointer), grid.Panels);
        Gemm.MultiplyPacked(grid, K, new MatrixView(a, aRow), packed.Pointer, c, cRow, 1, 0, epilogue);
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (_weights == null) return;
        BufferPool.Return(_weights, _bytes);
        BufferPool.ReturnFloats(_scales, N);
        _weights = null;
        _scales = null;
    }
}
