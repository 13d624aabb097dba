using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Rag.Memory.Vectors;

/// <summary>Sums of products of two vectors of equal length.</summary>
public static class DotProduct
{
    /// <exception cref="ArgumentException">Their lengths differ.</exception>
    public static float Of(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (a.Length != b.Length) throw new ArgumentException($"The vectors have {a.Length} and {b.Length} numbers.");
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b);
        var (i, n) = ((nuint)0, (nuint)a.Length);
        var sum = 0f;
        if (Vector512.IsHardwareAccelerated && n >= 32)
        {
            var (even, odd) = (Vector512<float>.Zero, Vector512<float>.Zero);
            for (; i + 32 <= n; i += 32)
            {
                even = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref x, i), Vector512.LoadUnsafe(ref y, i), even);
                odd = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref x, i + 16), Vector512.LoadUnsafe(ref y, i + 16), odd);
            }
            sum = Vector512.Sum(even + odd);
        }
        else if (Vector256.IsHardwareAccelerated && n >= 16)
        {
            var (even, odd) = (Vector256<float>.Zero, Vector256<float>.Zero);
            for (; i + 16 <= n; i += 16)
            {
                even = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref x, i), Vector256.LoadUnsafe(ref y, i), even);
                odd = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref x, i + 8), Vector256.LoadUnsafe(ref y, i + 8), odd);
            }
            sum = Vector256.Sum(even + odd);
        }
        else if (Vector128.IsHardwareAccelerated && n >= 4)
        {
            var four = Vector128<float>.Zero;
            for (; i + 4 <= n; i += 4)
                four = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref x, i), Vector128.LoadUnsafe(ref y, i), four);
            sum = Vector128.Sum(four);
        }
        for (; i < n; i++) sum += a[(int)i] * b[(int)i];
        return sum;
    }

    /// <summary>Exact for codes between -127 and 127 and up to 65,536 of them.</summary>
    public static int Of(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        if (a.Length != b.Length) throw new ArgumentException($"The vectors have {a.Length} and {b.Length} numbers.");
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b);
        var (i, n) = ((nuint)0, (nuint)a.Length);
        var sum = 0;
        if (Avx512BW.IsSupported && n >= 32)
        {
            var (even, odd) = (Vector512<int>.Zero, Vector512<int>.Zero);
            for (; i + 64 <= n; i += 64)
            {
                even += Avx512BW.MultiplyAddAdjacent(Widen(ref x, i), Widen(ref y, i));
                odd += Avx512BW.MultiplyAddAdjacent(Widen(ref x, i + 32), Widen(ref y, i + 32));
            }
            for (; i + 32 <= n; i += 32) even += Avx512BW.MultiplyAddAdjacent(Widen(ref x, i), Widen(ref y, i));
            sum = Vector512.Sum(even + odd);
        }
        else if (Avx2.IsSupported && n >= 16)
        {
            var eight = Vector256<int>.Zero;
            for (; i + 16 <= n; i += 16)
            {
                eight += Avx2.MultiplyAddAdjacent(
                    Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref x, i)),
                    Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref y, i)));
            }
            sum = Vector256.Sum(eight);
        }
        else if (Vector128.IsHardwareAccelerated && n >= 16)
        {
            var four = Vector128<int>.Zero;
            for (; i + 16 <= n; i += 16)
            {
                var (xLow, xHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref x, i));
                var (yLow, yHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref y, i));
                var (low, high) = Vector128.Widen(xLow * yLow + xHigh * yHigh); // 2 * 127 * 127 fits 16 bits
                four += low + high;
            }
            sum = Vector128.Sum(four);
        }
        for (; i < n; i++) sum += a[(int)i] * b[(int)i];
        return sum;

        static Vector512<short> Widen(ref sbyte from, nuint at) =>
            Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref from, at));
    }
}
