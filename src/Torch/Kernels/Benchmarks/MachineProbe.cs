using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Benchmarks;

/// <summary>What this machine can do at best, measured: the yardstick of the other figures.</summary>
/// <param name="PeakGflops">Fused multiply-adds on registers, with the threads of the team, counted as two operations.</param>
/// <param name="CopyGigabytes">Bytes read plus bytes written a second by a copy larger than the caches.</param>
internal sealed unsafe record MachineProbe(double PeakGflops, double CopyGigabytes)
{
    private const int CopyFloats = 16 << 20;

    /// <summary>Measures with the threads of <see cref="ThreadTeam.Shared"/>.</summary>
    public static MachineProbe Measure()
    {
        using var from = new Scratch(CopyFloats);
        using var to = new Scratch(CopyFloats);
        new Span<float>(from.Pointer, CopyFloats).Fill(1);
        int threads = ThreadTeam.Shared.Threads;
        var chain = new ChainKernel(100_000, to.Pointer);
        var copy = new CopyKernel(from.Pointer, to.Pointer, CopyFloats / (4 * threads));
        double seconds = Stopwatches.Best(() => ThreadTeam.Shared.For(in chain, threads));
        double copySeconds = Stopwatches.Best(() => ThreadTeam.Shared.For(in copy, 4 * threads));
        double operations = 2.0 * ChainKernel.Chains * Widest.Count * chain.Rounds * threads;
        return new MachineProbe(operations / seconds / 1e9, 8.0 * CopyFloats / copySeconds / 1e9);
    }

    /// <summary>Ten sums, enough to hide the latency of a multiply-add, few enough for sixteen registers.</summary>
    private readonly struct ChainKernel(int rounds, float* sink) : IKernel
    {
        public const int Chains = 10;

        public int Rounds => rounds;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            for (int item = from; item < to; item++)
            {
                V a = V.Broadcast(0.999f), b = V.Broadcast(0.5f);
                V s0 = b, s1 = b, s2 = b, s3 = b, s4 = b, s5 = b, s6 = b, s7 = b, s8 = b, s9 = b;
                for (int i = 0; i < rounds; i++)
                {
                    s0 = V.MultiplyAdd(s0, a, b);
                    s1 = V.MultiplyAdd(s1, a, b);
                    s2 = V.MultiplyAdd(s2, a, b);
                    s3 = V.MultiplyAdd(s3, a, b);
                    s4 = V.MultiplyAdd(s4, a, b);
                    s5 = V.MultiplyAdd(s5, a, b);
                    s6 = V.MultiplyAdd(s6, a, b);
                    s7 = V.MultiplyAdd(s7, a, b);
                    s8 = V.MultiplyAdd(s8, a, b);
                    s9 = V.MultiplyAdd(s9, a, b);
                }
                (s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9).Store(sink + (64 * item));
            }
        }
    }

    private readonly struct CopyKernel(float* source, float* destination, int count) : IKernel
    {
        public void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            for (nint item = from; item < to; item++)
                new ReadOnlySpan<float>(source + (item * count), count).CopyTo(new Span<float>(destination + (item * count), count));
        }
    }
}
