using System.Numerics;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Storage;

/// <summary>float16 and bfloat16 in memory to float32 and back, rounding to nearest, halves to even.</summary>
internal static unsafe class HalfPrecision
{
    private const int Piece = 16384;

    public static void FromFloat16(ushort* source, float* destination, long n) => Run<FromHalf>(source, destination, n);

    public static void FromBFloat16(ushort* source, float* destination, long n) => Run<FromBrain>(source, destination, n);

    public static void ToFloat16(float* source, ushort* destination, long n) => Run<ToHalf>(destination, source, n);

    public static void ToBFloat16(float* source, ushort* destination, long n) => Run<ToBrain>(destination, source, n);

    private static void Run<F>(ushort* narrow, float* wide, long n) where F : struct, IConversion =>
        ThreadTeam.Shared.For(
            new ConversionKernel<F>(narrow, wide, n), checked((int)((n + Piece - 1) / Piece)), 2);

    /// <summary>Bit patterns to bit patterns, of 16 bits in the lower half of each number.</summary>
    private interface IConversion
    {
        static abstract bool Widens { get; }

        static abstract Vector<uint> Convert(Vector<uint> x);
    }

    private readonly struct ConversionKernel<F>(ushort* narrow, float* wide, long n) : IKernel
        where F : struct, IConversion
    {
        public void Run<V>(int from, int to) where V : struct, ILanes<V>
        {
            long end = Math.Min(n, (long)to * Piece), i = (long)from * Piece;
            for (; i <= end - Vector<ushort>.Count; i += Vector<ushort>.Count) Step(narrow + i, (uint*)wide + i);
            if (i == end) return;
            int rest = (int)(end - i);
            ushort* narrowRest = stackalloc ushort[64];
            uint* wideRest = stackalloc uint[64];
            if (F.Widens) new ReadOnlySpan<ushort>(narrow + i, rest).CopyTo(new Span<ushort>(narrowRest, 64));
            else new ReadOnlySpan<uint>((uint*)wide + i, rest).CopyTo(new Span<uint>(wideRest, 64));
            Step(narrowRest, wideRest);
            if (F.Widens) new ReadOnlySpan<uint>(wideRest, rest).CopyTo(new Span<uint>((uint*)wide + i, rest));
            else new ReadOnlySpan<ushort>(narrowRest, rest).CopyTo(new Span<ushort>(narrow + i, rest));
        }

        private static void Step(ushort* narrow, uint* wide)
        {
            if (F.Widens)
            {
                Vector.Widen(Vector.Load(narrow), out var low, out var high);
                F.Convert(low).Store(wide);
                F.Convert(high).Store(wide + Vector<uint>.Count);
            }
            else
            {
                var low = F.Convert(Vector.Load(wide));
                Vector.Narrow(low, F.Convert(Vector.Load(wide + Vector<uint>.Count))).Store(narrow);
            }
        }
    }

    private readonly struct FromBrain : IConversion
    {
        public static bool Widens => true;

        public static Vector<uint> Convert(Vector<uint> x) => x << 16;
    }

    private readonly struct ToBrain : IConversion
    {
        public static bool Widens => false;

        public static Vector<uint> Convert(Vector<uint> x)
        {
            var rounded = (x + new Vector<uint>(0x7FFF) + ((x >> 16) & Vector<uint>.One)) >> 16;
            var notANumber = Vector.GreaterThan(x & new Vector<uint>(0x7FFFFFFF), new Vector<uint>(0x7F800000));
            return Vector.ConditionalSelect(notANumber, (x >> 16) | new Vector<uint>(0x40), rounded);
        }
    }

    private readonly struct FromHalf : IConversion
    {
        public static bool Widens => true;

        public static Vector<uint> Convert(Vector<uint> x)
        {
            var magnitude = (x & new Vector<uint>(0x7FFF)) << 13;
            // The exponents' biases differ by 112; multiplying by 2^112 also makes subnormals right.
            var scaled = (magnitude.As<uint, float>() * new Vector<float>(5.192296858534828e33f)).As<float, uint>();
            var special = Vector.GreaterThanOrEqual(magnitude, new Vector<uint>(0x0F800000));
            var result = Vector.ConditionalSelect(special, magnitude | new Vector<uint>(0x7F800000), scaled);
            return result | ((x & new Vector<uint>(0x8000)) << 16);
        }
    }

    private readonly struct ToHalf : IConversion
    {
        public static bool Widens => false;

        public static Vector<uint> Convert(Vector<uint> x)
        {
            var magnitude = x & new Vector<uint>(0x7FFFFFFF);
            // Rebias the exponent by -112 and round at bit 13; a carry into infinity is right.
            var normal = (magnitude + new Vector<uint>(0xC8000FFF) + ((magnitude >> 13) & Vector<uint>.One)) >> 13;
            // Below 2^-14, adding 1/2 shifts the number to where a unit is 2^-24.
            var half = new Vector<float>(0.5f);
            var small = (magnitude.As<uint, float>() + half).As<float, uint>() - half.As<float, uint>();
            var large = Vector.ConditionalSelect(
                Vector.GreaterThan(magnitude, new Vector<uint>(0x7F800000)), new Vector<uint>(0x7E00),
                new Vector<uint>(0x7C00));
            var result = Vector.ConditionalSelect(
                Vector.LessThan(magnitude, new Vector<uint>(0x38800000)), small, normal);
            result = Vector.ConditionalSelect(
                Vector.GreaterThanOrEqual(magnitude, new Vector<uint>(0x47800000)), large, result);
            return result | ((x >> 16) & new Vector<uint>(0x8000));
        }
    }
}
