namespace Rag.Files.Media;

/// <summary>What one run of ffmpeg may cost before it is stopped with a <see cref="MediaException"/>.</summary>
/// <exception cref="ArgumentOutOfRangeException">A limit is not positive.</exception>
public sealed record FfmpegLimits
{
    /// <summary>Bytes it may write; 16 GiB, three days of 16 kHz sound as 32-bit floats.</summary>
    public long MaxOutputBytes { get; init => field = value > 0 ? value : throw NotPositive(value); } = 16L << 30;

    /// <summary>How long it may be silent while somebody waits for its output; a minute.</summary>
    public TimeSpan MaxSilence { get; init => field = value > TimeSpan.Zero ? value : throw NotPositive(value); } = TimeSpan.FromMinutes(1);

    /// <summary>How long its output may be waited for in all, the reader's own time not counted; an hour.</summary>
    public TimeSpan MaxWait { get; init => field = value > TimeSpan.Zero ? value : throw NotPositive(value); } = TimeSpan.FromHours(1);

    private static ArgumentOutOfRangeException NotPositive(object value) =>
        new(nameof(value), value, "A limit of ffmpeg's output or time is positive.");
}
