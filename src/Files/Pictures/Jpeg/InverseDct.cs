using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Rag.Files.Pictures.Jpeg;

/// <summary>
/// The inverse 8 x 8 cosine transform (T.81, A.3.3) by the eleven rotations of Loeffler, Ligtenberg and Moschytz ("Practical
/// fast 1-D DCT algorithms with 11 multiplications", 1989) on eight lines at once. Fixed point with 13 bits, two bits of the
/// first pass kept for the second: the widths that most decoders use, so that samples equal theirs.
/// </summary>
internal static class InverseDct
{
    private const int Side = 8;
    private const int FractionBits = 13, KeptBits = 2;
    private const int FirstShift = FractionBits - KeptBits;
    private const int SecondShift = FractionBits + KeptBits + 3; // the two-dimensional transform divides by 8
    private const int Centre = 128;

    // With c(k) = sqrt(2) cos(k pi / 16), rounded at 13 bits.
    private const int C6 = 4433;           // c6
    private const int C2MinusC6 = 6270;
    private const int C2PlusC6 = 15137;
    private const int C3 = 9633;
    private const int OddOf7 = 2446;       // -c1 + c3 + c5 - c7
    private const int OddOf5 = 16819;      // c1 + c3 - c5 + c7
    private const int OddOf3 = 25172;      // c1 + c3 + c5 - c7
    private const int OddOf1 = 12299;      // c1 + c3 - c5 - c7
    private const int Outer = 7373;        // c3 - c7
    private const int Inner = 20995;       // c1 + c3
    private const int Upper = 16069;       // c3 + c5
    private const int Lower = 3196;        // c3 - c5

    /// <summary>Turns a block of 64 coefficients, row after row, into 8 rows of 8 samples, <paramref name="stride"/> apart.</summary>
    /// <param name="quantization">What each coefficient is multiplied by.</param>
    public static void Transform(ReadOnlySpan<short> block, ReadOnlySpan<int> quantization, Span<byte> samples, int stride)
    {
        // 8 vectors (vertical frequency) of 8 lanes (horizontal frequency)
        var (x0, x1, x2, x3) = (Load(block, quantization, 0), Load(block, quantization, 1), Load(block, quantization, 2), Load(block, quantization, 3));
        var (x4, x5, x6, x7) = (Load(block, quantization, 4), Load(block, quantization, 5), Load(block, quantization, 6), Load(block, quantization, 7));
        Pass(FirstShift, ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7); // (row) of (horizontal frequency)
        Transpose(ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7);        // (horizontal frequency) of (row)
        Pass(SecondShift, ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7); // (column) of (row)
        Transpose(ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7);        // (row) of (column)
        Store(x0, samples);
        Store(x1, samples[stride..]);
        Store(x2, samples[(2 * stride)..]);
        Store(x3, samples[(3 * stride)..]);
        Store(x4, samples[(4 * stride)..]);
        Store(x5, samples[(5 * stride)..]);
        Store(x6, samples[(6 * stride)..]);
        Store(x7, samples[(7 * stride)..]);
    }

    /// <summary>The sample that all 64 of a block have whose only coefficient is this one, already multiplied.</summary>
    public static byte Flat(int dc) => (byte)Math.Clamp((((dc << KeptBits) + (1 << (KeptBits + 2))) >> (KeptBits + 3)) + Centre, 0, 255);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Load(ReadOnlySpan<short> block, ReadOnlySpan<int> quantization, int row)
    {
        var (lower, upper) = Vector128.Widen(Vector128.Create(block.Slice(Side * row, Side)));
        return Vector256.Create(lower, upper) * Vector256.Create(quantization.Slice(Side * row, Side));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> row, Span<byte> samples)
    {
        var clamped = Vector256.Clamp(row + Vector256.Create(Centre), Vector256<int>.Zero, Vector256.Create(255));
        var shorts = Vector128.Narrow(clamped.GetLower(), clamped.GetUpper());
        BitConverter.TryWriteBytes(samples, Vector128.Narrow(shorts, shorts).AsUInt64().ToScalar());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(
        int shift, ref Vector256<int> x0, ref Vector256<int> x1, ref Vector256<int> x2, ref Vector256<int> x3,
        ref Vector256<int> x4, ref Vector256<int> x5, ref Vector256<int> x6, ref Vector256<int> x7)
    {
        // Even frequencies; half a unit is added here, where it reaches every result.
        var half = Vector256.Create(1 << (shift - 1));
        var sum26 = (x2 + x6) * C6;
        var (rotated6, rotated2) = (sum26 - x6 * C2PlusC6, sum26 + x2 * C2MinusC6);
        var (sum04, difference04) = (((x0 + x4) << FractionBits) + half, ((x0 - x4) << FractionBits) + half);
        var (e0, e3) = (sum04 + rotated2, sum04 - rotated2);
        var (e1, e2) = (difference04 + rotated6, difference04 - rotated6);

        // Odd frequencies.
        var (sum73, sum51) = (x7 + x3, x5 + x1);
        var both = (sum73 + sum51) * C3;
        var (upper, lower) = (both - sum73 * Upper, both - sum51 * Lower);
        var (outer, inner) = ((x7 + x1) * Outer, (x5 + x3) * Inner);
        var o0 = x1 * OddOf1 - outer + lower;
        var o1 = x3 * OddOf3 - inner + upper;
        var o2 = x5 * OddOf5 - inner + lower;
        var o3 = x7 * OddOf7 - outer + upper;

        (x0, x7) = ((e0 + o0) >> shift, (e0 - o0) >> shift);
        (x1, x6) = ((e1 + o1) >> shift, (e1 - o1) >> shift);
        (x2, x5) = ((e2 + o2) >> shift, (e2 - o2) >> shift);
        (x3, x4) = ((e3 + o3) >> shift, (e3 - o3) >> shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector256<int> x0, ref Vector256<int> x1, ref Vector256<int> x2, ref Vector256<int> x3,
        ref Vector256<int> x4, ref Vector256<int> x5, ref Vector256<int> x6, ref Vector256<int> x7)
    {
        if (!Avx2.IsSupported)
        {
            Span<int> rows = stackalloc int[Side * Side];
            x0.CopyTo(rows);
            x1.CopyTo(rows[Side..]);
            x2.CopyTo(rows[(2 * Side)..]);
            x3.CopyTo(rows[(3 * Side)..]);
            x4.CopyTo(rows[(4 * Side)..]);
            x5.CopyTo(rows[(5 * Side)..]);
            x6.CopyTo(rows[(6 * Side)..]);
            x7.CopyTo(rows[(7 * Side)..]);
            (x0, x1, x2, x3) = (Column(rows, 0), Column(rows, 1), Column(rows, 2), Column(rows, 3));
            (x4, x5, x6, x7) = (Column(rows, 4), Column(rows, 5), Column(rows, 6), Column(rows, 7));
            return;
        }
        var (a0, a1, a2, a3) = (Avx2.UnpackLow(x0, x1), Avx2.UnpackHigh(x0, x1), Avx2.UnpackLow(x2, x3), Avx2.UnpackHigh(x2, x3));
        var (a4, a5, a6, a7) = (Avx2.UnpackLow(x4, x5), Avx2.UnpackHigh(x4, x5), Avx2.UnpackLow(x6, x7), Avx2.UnpackHigh(x6, x7));
        var (b0, b1, b2, b3) = (LowPairs(a0, a2), HighPairs(a0, a2), LowPairs(a1, a3), HighPairs(a1, a3));
        var (b4, b5, b6, b7) = (LowPairs(a4, a6), HighPairs(a4, a6), LowPairs(a5, a7), HighPairs(a5, a7));
        (x0, x1, x2, x3) = (LowHalves(b0, b4), LowHalves(b1, b5), LowHalves(b2, b6), LowHalves(b3, b7));
        (x4, x5, x6, x7) = (HighHalves(b0, b4), HighHalves(b1, b5), HighHalves(b2, b6), HighHalves(b3, b7));
    }

    private static Vector256<int> Column(ReadOnlySpan<int> rows, int at) => Vector256.Create(
        rows[at], rows[Side + at], rows[2 * Side + at], rows[3 * Side + at], rows[4 * Side + at], rows[5 * Side + at], rows[6 * Side + at], rows[7 * Side + at]);

    private static Vector256<int> LowPairs(Vector256<int> a, Vector256<int> b) => Avx2.UnpackLow(a.AsInt64(), b.AsInt64()).AsInt32();

    private static Vector256<int> HighPairs(Vector256<int> a, Vector256<int> b) => Avx2.UnpackHigh(a.AsInt64(), b.AsInt64()).AsInt32();

    private static Vector256<int> LowHalves(Vector256<int> a, Vector256<int> b) => Avx2.Permute2x128(a, b, 0x20);

    private static Vector256<int> HighHalves(Vector256<int> a, Vector256<int> b) => Avx2.Permute2x128(a, b, 0x31);
}
