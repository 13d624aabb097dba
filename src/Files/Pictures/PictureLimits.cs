using Rag.Files.Media;

namespace Rag.Files.Pictures;

/// <summary>How much a single picture may cost before it is refused with a <see cref="MediaException"/>.</summary>
/// <exception cref="ArgumentOutOfRangeException">A limit is not positive.</exception>
public sealed record PictureLimits
{
    // Three bytes a pixel are one array.
    private const long Most = 700_000_000;

    /// <summary>Width times height, each pixel of which takes a dozen bytes while it is decoded; 100 million, and never more than 700 million.</summary>
    public long MaxPixels
    {
        get;
        init => field = value <= Most ? Positive(value) : throw new ArgumentOutOfRangeException(nameof(value), value, $"at most {Most:N0}");
    } = 100_000_000;

    /// <summary>Size of the file as it lies on the disk; 256 MiB.</summary>
    public long MaxFileBytes { get; init => field = Positive(value); } = 256L << 20;

    private static long Positive(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }
}
