namespace Rag.Files.Pictures;

/// <summary>A decoded picture: 8 bits a channel, sRGB, upright, rows from top to bottom.</summary>
public sealed class Picture
{
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="rgb">Red, green and blue of each pixel, 3 * width * height bytes; kept, not copied.</param>
    /// <param name="alpha">The opacity of each pixel, width * height bytes, or null for an opaque picture; kept, not copied.</param>
    /// <exception cref="ArgumentException">The sizes and the lengths of the arrays do not fit.</exception>
    public Picture(int width, int height, byte[] rgb, byte[]? alpha = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (rgb.LongLength != 3L * width * height) throw new ArgumentException($"{width} x {height} pixels want {3L * width * height} bytes, not {rgb.LongLength}", nameof(rgb));
        if (alpha is not null && alpha.LongLength != (long)width * height) throw new ArgumentException($"{width} x {height} pixels want {(long)width * height} bytes, not {alpha.LongLength}", nameof(alpha));
        (Width, Height, Rgb, Alpha) = (width, height, rgb, alpha);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Red, green, blue of the first pixel, then of the next to its right, row after row; never multiplied by alpha.</summary>
    public byte[] Rgb { get; }

    /// <summary>0 (transparent) to 255 (opaque) for each pixel, row after row; null where all are opaque.</summary>
    public byte[]? Alpha { get; }

    /// <summary>Whether the file holds more pictures, and this is the first of an animation.</summary>
    public bool IsFirstOfSeveral { get; init; }

    /// <summary>The picture as it looks on white: opaque.</summary>
    public Picture OnWhite()
    {
        if (Alpha is null) return this;
        var rgb = new byte[Rgb.Length];
        for (var i = 0; i < rgb.Length; i++) rgb[i] = (byte)(((Rgb[i] * Alpha[i / 3]) + (byte.MaxValue * (byte.MaxValue - Alpha[i / 3])) + (byte.MaxValue / 2)) / byte.MaxValue);
        return new Picture(Width, Height, rgb) { IsFirstOfSeveral = IsFirstOfSeveral };
    }
}
