using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Zeroes each element with probability p and scales the others by 1 / (1 - p).</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (p is < 0 or > 1 or double.NaN) throw new ArgumentOutOfRangeException(nameof(p), p, "The probability of dropout lies outside [0, 1].");
                if (!training || p == 0) return input;
                using var mask = DropoutMask.Draw(input.Sizes, p);
                return Activations.Written(input, input * mask, inplace);
            }
        }
    }
}

/// <summary>Random masks of 0 and 1 / (1 - p), the same however many threads draw them: each element hashes its own number.</summary>
internal static unsafe class DropoutMask
{
    public static torch.Tensor Draw(long[] sizes, double p)
    {
        var mask = New.Empty(sizes, torch.ScalarType.Float32);
        var kernel = new Kernel
        {
            Mask = (float*)mask.Data,
            Key = torch.Generator.Default.NextBits(),
            Threshold = (uint)Math.Min(uint.MaxValue, p * 4294967296.0),
            Scale = p < 1 ? (float)(1 / (1 - p)) : 0,
        };
        ThreadTeam.Shared.For(in kernel, checked((int)mask.Count), 16384);
        return mask;
    }

    private struct Kernel : IKernel
    {
        public float* Mask;
        public ulong Key;
        public uint Threshold;
        public float Scale;

        public readonly void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            for (var i = from; i < to; i++)
            {
                var x = (Key + (ulong)i) * 0x9E3779B97F4A7C15;
                x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93;
                Mask[i] = (uint)(x >> 32) >= Threshold ? Scale : 0;
            }
        }
    }
}
