using Rag.Files.Media;

namespace Rag.Files.Sound;

/// <summary>
/// Opens a file as mono sound. WAV, AIFF, MP3 and Ogg Vorbis are read here whatever the file is called; everything else, and the sound of
/// films, goes through ffmpeg.
/// </summary>
public static class SoundReader
{
    /// <summary>Samples a second that all encoders want.</summary>
    public const int EncoderRate = 16_000;

    /// <param name="rate">Samples a second of what is given; another rate is resampled.</param>
    /// <exception cref="MediaException">
    /// The file is absent, empty or damaged, or ffmpeg is needed and absent; reading the stream may find more.
    /// </exception>
    public static ISound Open(string path, int rate = EncoderRate, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        var file = OpenFile(path);
        try
        {
            if (SoundFile.TryOpen(path, file) is { } sound) return sound.SampleRate == rate ? sound : new Resampler(sound, rate);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        file.Dispose();
        return new FfmpegSound(path, Ffmpeg.FindFor(path), rate, cancellation);
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MediaException(path, "is not there; check the path", innerException: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MediaException(path, $"cannot be read ({e.Message}); check that it is a file you may read", innerException: e);
        }
    }
}
