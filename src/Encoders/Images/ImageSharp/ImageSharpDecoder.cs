using Rag.Encoders.Media;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Rag.Encoders.Images.ImageSharp;

/// <summary>GIF, BMP, WebP, TIFF and TGA by SixLabors.ImageSharp, behind our limits.</summary>
internal sealed class ImageSharpDecoder : IPictureDecoder
{
    public bool Recognises(ReadOnlySpan<byte> head) => Image.DetectFormat(head.ToArray()) is not null;

    public Picture Decode(PictureSource source)
    {
        try
        {
            if (Image.Identify(source.Content) is not { } info) throw source.Damaged("its header cannot be read", 0);
            source.CheckSize(info.Width, info.Height, 0);
            using var image = Image.Load<Rgba32>(source.Content);
            image.Mutate(context => context.AutoOrient());
            return Convert(image);
        }
        catch (Exception e) when (e is ImageFormatException or InvalidImageContentException or NotSupportedException or InvalidOperationException
            or ArgumentException or IndexOutOfRangeException or NullReferenceException or InvalidDataException or EndOfStreamException or OverflowException or DivideByZeroException)
        {
            throw new MediaException(source.Path, $"is damaged ({e.Message}); get an intact copy", 0, e);
        }
    }

    private static Picture Convert(Image<Rgba32> image)
    {
        var (rgb, alpha) = (new byte[3 * image.Width * image.Height], new byte[image.Width * image.Height]);
        var opaque = true;
        var at = 0;
        image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
            {
                foreach (var pixel in rows.GetRowSpan(y))
                {
                    (rgb[3 * at], rgb[3 * at + 1], rgb[3 * at + 2], alpha[at]) = (pixel.R, pixel.G, pixel.B, pixel.A);
                    opaque &= pixel.A == byte.MaxValue;
                    at++;
                }
            }
        });
        return new Picture(image.Width, image.Height, rgb, opaque ? null : alpha);
    }
}
