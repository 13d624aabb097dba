using System.Collections.Concurrent;
using Rag.Files.Media;
using Rag.Files.Pictures.Layouts;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Rag.Files.Pictures;

/// <summary>
/// ImageSharp behind our bounds: JPEG, PNG, GIF, WebP, BMP and TIFF; of an animation the first picture. Its data are
/// found complete and its size is looked at before memory is taken for it. Colour profiles and gamma are not applied.
/// </summary>
internal static class PictureDecoder
{
    private const int DecodedBytesPerPixel = 8; // four channels of 16 bits
    private const int KeptMegabytes = 64;

    private static readonly ILayout[] _layouts =
        [new JpegLayout(), new PngLayout(), new GifLayout(), new WebpLayout(), new BmpLayout(), new TiffLayout()];
    private static readonly ConcurrentDictionary<long, Configuration> _configurations = [];

    /// <summary>The picture, upright; null if the file is of none of the formats.</summary>
    /// <exception cref="MediaException">The file is damaged, exceeds a limit or uses what the decoder does not offer.</exception>
    public static Picture? TryDecode(PictureSource source)
    {
        var head = source.Content.AsSpan(0, Math.Min(source.Content.Length, ILayout.HeadLength));
        foreach (var layout in _layouts)
        {
            if (layout.Recognises(head)) return Decode(source, layout);
        }
        return null;
    }

    private static Picture Decode(PictureSource source, ILayout layout)
    {
        var configuration = _configurations.GetOrAdd(source.Limits.MaxPixels, Bounded);
        try
        {
            layout.CheckWhole(source);
            var found = Image.Identify(configuration, source.Content, out _) ?? throw source.Damaged("its header cannot be read");
            source.CheckSize(found.Width, found.Height);
            return layout is JpegLayout ? Opaque(configuration, source) : Transparent(configuration, source, layout);
        }
        catch (NotSupportedException e)
        {
            throw source.Refuse($"uses what is not read here ({e.Message}); convert it to PNG or JPEG", cause: e);
        }
        catch (Exception e) when (e is not (MediaException or OutOfMemoryException)) // on damaged data decoders throw whatever they stumble over
        {
            throw source.Damaged(e.Message, cause: e);
        }
    }

    private static Picture Opaque(Configuration configuration, PictureSource source)
    {
        using var image = Image.Load<Rgb24>(configuration, source.Content);
        image.Mutate(upright => upright.AutoOrient());
        var rgb = GC.AllocateUninitializedArray<byte>(3 * image.Width * image.Height);
        image.CopyPixelDataTo(rgb);
        return new Picture(image.Width, image.Height, rgb);
    }

    private static Picture Transparent(Configuration configuration, PictureSource source, ILayout layout)
    {
        using var image = Image.Load<Rgba32>(configuration, source.Content);
        if (layout.FindExif(source) is { } exif) image.Metadata.ExifProfile = new ExifProfile(exif);
        image.Mutate(upright => upright.AutoOrient());
        var rgb = GC.AllocateUninitializedArray<byte>(3 * image.Width * image.Height);
        var alpha = GC.AllocateUninitializedArray<byte>(image.Width * image.Height);
        image.ProcessPixelRows(rows =>
        {
            for (var (y, at) = (0, 0); y < rows.Height; y++)
            {
                foreach (var pixel in rows.GetRowSpan(y))
                {
                    (rgb[3 * at], rgb[3 * at + 1], rgb[3 * at + 2]) = (pixel.R, pixel.G, pixel.B);
                    alpha[at++] = pixel.A;
                }
            }
        });
        return new Picture(image.Width, image.Height, rgb, alpha.AsSpan().ContainsAnyExcept(byte.MaxValue) ? alpha : null) { IsFirstOfSeveral = layout.HasMore(source) };
    }

    /// <summary>
    /// Metadata are left out where they can be compressed or as many as frames; what says which side is up stays, and of a TIFF the
    /// directory that says it.
    /// </summary>
    private static Configuration Bounded(long maxPixels)
    {
        var configuration = new Configuration(
            new JpegConfigurationModule(), new PngConfigurationModule(), new GifConfigurationModule(), new WebpConfigurationModule(),
            new BmpConfigurationModule(), new TiffConfigurationModule())
        {
            MaxDegreeOfParallelism = 1, // several files are read at a time
            MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions
            {
                MaximumPoolSizeMegabytes = KeptMegabytes,
                AllocationLimitMegabytes = (int)(maxPixels * DecodedBytesPerPixel >> 20) + 1,
            }),
        };
        configuration.ImageFormatsManager.SetDecoder(PngFormat.Instance, new PngDecoder { IgnoreMetadata = true });
        configuration.ImageFormatsManager.SetDecoder(
            GifFormat.Instance, new GifDecoder { DecodingMode = FrameDecodingMode.First, IgnoreMetadata = true });
        configuration.ImageFormatsManager.SetDecoder(TiffFormat.Instance, new TiffDecoder { DecodingMode = FrameDecodingMode.First });
        return configuration;
    }
}
