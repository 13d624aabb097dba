using BenchmarkDotNet.Attributes;
using Rag.Benchmarks.Encoders;

namespace Rag.Benchmarks.Kernels;

/// <summary>A whole encoder, with what it allocates.</summary>
[MemoryDiagnoser]
public class EncoderBenchmarks : IDisposable
{
    private readonly Encoder _encoder = new();

    [Params(1, 16)]
    public int Batch { get; set; }

    [Params(16, 128)]
    public int Tokens { get; set; }

    [GlobalCleanup]
    public void Dispose()
    {
        _encoder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public void Forward() => _encoder.Forward(Batch, Tokens);
}
