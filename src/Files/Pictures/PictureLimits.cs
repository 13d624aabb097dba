using Rag.Files.Media;

namespace Rag.Files.Pictures;

/// <summary>
/// How much a single picture may cost before it is refused with a <see cref="MediaException"/>. Decoding allocates at most
/// <see cref="MostBytesPerPixel"/> a pixel, its width and height counted up to whole multiples of 32, and twice the file.
/// </summary>
/// <exception cref="ArgumentOutOfRangeException">A limit is not positive.</exception>
public sealed record PictureLimits
{
    /// <summary>The most memory that decoding takes for a pixel: a progressive CMYK JPEG's coefficients, samples and result.</summary>
    public const int MostBytesPerPixel = 24;

    // Three bytes a pixel are one array.
    private const long Most = 700_000_000;

    /// <summary>Width times height; 100 million, and never more than 700 million.</summary>
    public long MaxPixels { get; init => field = value <= Most ? Positive(value) : throw new ArgumentOutOfRangeException(nameof(value), value, $"at most {Most:N0}"); } = 100_000_000;

    /// <summary>Size of the file as it lies on the disk; 256 MiB.</summary>
    public long MaxFileBytes { get; init => field = Positive(value); } = 256L << 20;

    private static long Positive(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }
}
