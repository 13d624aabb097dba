using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rag.Files.Pictures.Jpeg;

/// <summary>Turns rows of components into rows of RGB.</summary>
internal static class ColorConversion
{
    // JFIF 1.02, p. 3, in 16-bit fixed point.
    private const int Shift = 16, Half = 1 << (Shift - 1);
    private const int RedOfCr = 91881, GreenOfCb = -22554, GreenOfCr = -46802, BlueOfCb = 116130; // 1.402, -.344136, -.714136, 1.772

    public static void FromGray(ReadOnlySpan<byte> gray, Span<byte> rgb)
    {
        for (var i = 0; i < rgb.Length / 3; i++) rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = gray[i];
    }

    public static void FromRgb(ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, Span<byte> rgb)
    {
        for (var i = 0; i < rgb.Length / 3; i++) (rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]) = (red[i], green[i], blue[i]);
    }

    public static void FromYCbCr(ReadOnlySpan<byte> y, ReadOnlySpan<byte> cb, ReadOnlySpan<byte> cr, Span<byte> rgb)
    {
        var i = 0;
        // Eight pixels are written as two times four of three bytes and four bytes more, which the next ones overwrite.
        for (; 3 * i <= rgb.Length - 28; i += 8)
        {
            var luminance = Load(y, i);
            var (blueDifference, redDifference) = (Load(cb, i) - Vector256.Create(128), Load(cr, i) - Vector256.Create(128));
            var red = ToByte(luminance + ((redDifference * RedOfCr + Vector256.Create(Half)) >> Shift));
            var green = ToByte(luminance + ((blueDifference * GreenOfCb + redDifference * GreenOfCr + Vector256.Create(Half)) >> Shift));
            var blue = ToByte(luminance + ((blueDifference * BlueOfCb + Vector256.Create(Half)) >> Shift));
            var pixels = (red | green << 8 | blue << 16).AsByte();
            Pack(pixels.GetLower()).CopyTo(rgb[(3 * i)..]);
            Pack(pixels.GetUpper()).CopyTo(rgb[(3 * i + 12)..]);
        }
        for (; i < rgb.Length / 3; i++)
        {
            var (blueDifference, redDifference) = (cb[i] - 128, cr[i] - 128);
            rgb[3 * i] = ToByte(y[i] + ((RedOfCr * redDifference + Half) >> Shift));
            rgb[3 * i + 1] = ToByte(y[i] + ((GreenOfCb * blueDifference + GreenOfCr * redDifference + Half) >> Shift));
            rgb[3 * i + 2] = ToByte(y[i] + ((BlueOfCb * blueDifference + Half) >> Shift));
        }
    }

    /// <summary>Darkens inks by black: <paramref name="rgb"/> holds the inks as light that they let through, or inverted.</summary>
    public static void DarkenByBlack(ReadOnlySpan<byte> black, Span<byte> rgb, bool inverted)
    {
        for (var i = 0; i < rgb.Length; i++)
        {
            var light = inverted ? 255 - rgb[i] : rgb[i];
            rgb[i] = (byte)((light * black[i / 3] + 127) / 255);
        }
    }

    private static byte ToByte(int value) => (byte)Math.Clamp(value, 0, 255);

    private static Vector256<int> ToByte(Vector256<int> values) => Vector256.Clamp(values, Vector256<int>.Zero, Vector256.Create(255));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Load(ReadOnlySpan<byte> bytes, int at)
    {
        var eight = Vector128.CreateScalar(MemoryMarshal.Read<ulong>(bytes[at..])).AsByte();
        var (lower, upper) = Vector128.Widen(Vector128.WidenLower(eight));
        return Vector256.Create(lower, upper).AsInt32();
    }

    // Four pixels of four bytes -> four of three; the last four bytes mean nothing.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Pack(Vector128<byte> pixels) =>
        Vector128.Shuffle(pixels, Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15));
}
