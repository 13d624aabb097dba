using BenchmarkDotNet.Attributes;
using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Matrices;

namespace Rag.Benchmarks.Kernels;

/// <summary>Square products, as they lie and with either operand transposed.</summary>
public unsafe class GemmBenchmarks
{
    private float* _a;
    private float* _b;
    private float* _c;

    [Params(64, 256, 512, 1024, 2048)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _a = BufferPool.RentFloats((long)Size * Size);
        _b = BufferPool.RentFloats((long)Size * Size);
        _c = BufferPool.RentFloats((long)Size * Size);
        new Span<float>(_a, Size * Size).Fill(0.5f);
        new Span<float>(_b, Size * Size).Fill(0.25f);
    }

    [Benchmark(Baseline = true)]
    public void Product() => Multiply(new(_a, Size), new(_b, Size));

    [Benchmark]
    public void Product_with_A_transposed() => Multiply(new(_a, 1, Size), new(_b, Size));

    [Benchmark]
    public void Product_with_B_transposed() => Multiply(new(_a, Size), new(_b, 1, Size));

    private void Multiply(MatrixView a, MatrixView b) => Gemm.Multiply(Size, Size, Size, a, b, _c, Size);
}
