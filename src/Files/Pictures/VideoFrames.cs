using System.Globalization;
using Rag.Files.Media;
using Rag.Files.Pictures.Png;

namespace Rag.Files.Pictures;

/// <summary>Single pictures out of films, and out of picture files of formats that are not decoded here, by ffmpeg.</summary>
public static class VideoFrames
{
    private const int BytesPerPixel = 8; // four channels of 16 bits, at worst not compressed at all
    private const int Overhead = 1 << 20;

    /// <summary>The frame of a film that is shown at a time.</summary>
    /// <param name="seconds">From the beginning, not negative.</param>
    /// <param name="limits">The defaults of <see cref="PictureLimits"/> if absent.</param>
    /// <exception cref="MediaException">There is no ffmpeg, it cannot read the file, or the film ends before.</exception>
    public static Picture At(string path, double seconds, PictureLimits? limits = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seconds);
        return Read(path, limits ?? new PictureLimits(), ["-ss", seconds.ToString("0.###", CultureInfo.InvariantCulture)], cancellation)
            ?? throw new MediaException(path, $"shows no picture {seconds.ToString("0.###", CultureInfo.InvariantCulture)} seconds from its beginning; name an earlier time");
    }

    /// <summary>The first picture of a file in whatever format.</summary>
    internal static Picture First(string path, PictureLimits limits) => Read(path, limits, [], CancellationToken.None)
        ?? throw new MediaException(path, "holds no picture; convert it to PNG or JPEG");

    private static Picture? Read(string path, PictureLimits limits, string[] input, CancellationToken cancellation)
    {
        var bounds = new FfmpegLimits { MaxOutputBytes = limits.MaxPixels * BytesPerPixel + Overhead };
        using var frame = Ffmpeg.FindFor(path).Open(path, ["-an", "-sn", "-frames:v", "1", "-c:v", "png", "-compression_level", "1", "-f", "image2pipe"], input, bounds, cancellation);
        using var png = new MemoryStream();
        frame.CopyTo(png);
        return png.Length == 0 ? null : new PngDecoder().Decode(new PictureSource(path, png.ToArray(), limits));
    }
}
