using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace Rag.Files.Pictures;

/// <summary>
/// Changes a picture's size by ImageSharp. When it shrinks, the filter is stretched by the same factor, so that every pixel counts
/// (antialias): the pixels are PIL's within rounding.
/// </summary>
public static class Resizing
{
    private static readonly Configuration _oneThread = new() { MaxDegreeOfParallelism = 1 }; // several pictures are resized at a time

    /// <summary>The picture at another size; alpha is resized likewise.</summary>
    public static Picture Resize(this Picture picture, int width, int height, ResizeFilter filter = ResizeFilter.Bicubic)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if ((width, height) == (picture.Width, picture.Height)) return picture;
        IResampler sampler = filter == ResizeFilter.Bicubic ? KnownResamplers.Bicubic : KnownResamplers.Triangle;
        return new Picture(width, height, Resized<Rgb24>(picture.Rgb, 3), picture.Alpha is { } alpha ? Resized<L8>(alpha, 1) : null);

        byte[] Resized<TPixel>(byte[] pixels, int channels) where TPixel : unmanaged, IPixel<TPixel>
        {
            using var image = Image.WrapMemory<TPixel>(_oneThread, pixels, picture.Width, picture.Height);
            using var resized = image.Clone(_oneThread, context => context.Resize(width, height, sampler));
            var result = GC.AllocateUninitializedArray<byte>(channels * width * height);
            resized.CopyPixelDataTo(result);
            return result;
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
}
