namespace Rag.Files.Pictures;

/// <summary>
/// Changes a picture's size. When it shrinks, the filter is stretched by the same factor, so that every pixel counts
/// (antialias); weights are rounded to 22 bits and the rows in between to bytes, as PIL does: the pixels are the same.
/// </summary>
public static class Resizing
{
    /// <summary>The picture at another size; alpha is resized likewise.</summary>
    public static Picture Resize(this Picture picture, int width, int height, ResizeFilter filter = ResizeFilter.Bicubic)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return new Picture(width, height, Planes(picture.Rgb, 3), picture.Alpha is { } alpha ? Planes(alpha, 1) : null);

        byte[] Planes(byte[] pixels, int channels)
        {
            if (width != picture.Width) pixels = Across(pixels, picture.Width, picture.Height, channels, new ResizeWeights(picture.Width, width, filter));
            return height != picture.Height ? Down(pixels, width * channels, new ResizeWeights(picture.Height, height, filter)) : pixels;
        }
    }

    /// <summary>The middle of the picture; where it is smaller than the size wanted, the rest is black.</summary>
    public static Picture CropCentre(this Picture picture, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var (left, top) = (FloorHalf(picture.Width - width), FloorHalf(picture.Height - height));
        var (rgb, alpha) = (new byte[3 * width * height], picture.Alpha is null ? null : new byte[width * height]);
        var (from, to) = (Math.Max(0, left), Math.Min(picture.Width, left + width));
        for (var y = Math.Max(0, top); y < Math.Min(picture.Height, top + height); y++)
        {
            var (source, target) = (y * picture.Width + from, (y - top) * width + from - left);
            picture.Rgb.AsSpan(3 * source, 3 * (to - from)).CopyTo(rgb.AsSpan(3 * target));
            picture.Alpha?.AsSpan(source, to - from).CopyTo(alpha.AsSpan(target));
        }
        return new Picture(width, height, rgb, alpha);
    }

    private static int FloorHalf(int value) => value >> 1;

    private static byte[] Across(byte[] pixels, int width, int height, int channels, ResizeWeights weights)
    {
        var result = new byte[weights.Count * height * channels];
        var at = 0;
        for (var y = 0; y < height; y++)
        {
            var row = pixels.AsSpan(y * width * channels, width * channels);
            for (var x = 0; x < weights.Count; x++)
            {
                var (first, factors) = weights[x];
                for (var channel = 0; channel < channels; channel++)
                {
                    var sum = ResizeWeights.Half;
                    for (var k = 0; k < factors.Length; k++) sum += factors[k] * row[(first + k) * channels + channel];
                    result[at++] = ResizeWeights.ToByte(sum);
                }
            }
        }
        return result;
    }

    private static byte[] Down(byte[] pixels, int rowLength, ResizeWeights weights)
    {
        var result = new byte[rowLength * weights.Count];
        var sums = new int[rowLength];
        for (var y = 0; y < weights.Count; y++)
        {
            var (first, factors) = weights[y];
            Array.Fill(sums, ResizeWeights.Half);
            for (var k = 0; k < factors.Length; k++)
            {
                var row = pixels.AsSpan((first + k) * rowLength, rowLength);
                for (var x = 0; x < row.Length; x++) sums[x] += factors[k] * row[x];
            }
            for (var x = 0; x < sums.Length; x++) result[y * rowLength + x] = ResizeWeights.ToByte(sums[x]);
        }
        return result;
    }
}
