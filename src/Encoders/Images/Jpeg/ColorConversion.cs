namespace Rag.Encoders.Images.Jpeg;

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
        for (var i = 0; i < rgb.Length / 3; i++)
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
}
