using Rag.Files.Media;

namespace Rag.Files.Sound;

/// <summary>
/// Opens a file as mono sound. WAV is read here whatever the file is called; everything else, and the sound of films, goes
/// through ffmpeg.
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
            if (IsWav(path, file) && WavHeader.Read(path, file) is { Encoding: not SampleEncoding.Other } header)
                return OpenWav(path, file, header, rate);
        }
        catch (IOException e)
        {
            file.Dispose();
            throw new MediaException(path, $"cannot be read ({e.Message}); check that it is a file you may read", innerException: e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        file.Dispose();
        return new FfmpegSound(path, Ffmpeg.FindFor(path), rate, cancellation);
    }

    internal static ISound OpenWav(string path, Stream file, WavHeader header, int rate)
    {
        var sound = new WavSound(path, file, header);
        return header.SampleRate == rate ? sound : new Resampler(sound, rate);
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
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

    private static bool IsWav(string path, FileStream file)
    {
        Span<byte> start = stackalloc byte[12];
        var count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (count == 0) throw new MediaException(path, "the file is empty; get a whole copy", 0);
        if (WavHeader.Begins(start[..count])) return true;
        return Path.GetExtension(path).Equals(".wav", StringComparison.OrdinalIgnoreCase)
            ? throw new MediaException(path, "no RIFF header, so this is no WAV file; give it the ending of what it is", 0)
            : false;
    }
}
