using NAudio.Codecs;
using NAudio.Wave;
using NLayer;
using NVorbis;
using Rag.Files.Media;

namespace Rag.Files.Sound;

/// <summary>
/// Finds the decoder of a file by its first bytes: NAudio's for WAV and AIFF, NLayer's for MP3, NVorbis' for Ogg Vorbis. What they read of
/// a header is checked before a sample is taken by it.
/// </summary>
internal static class SoundFile
{
    private const int MostChannels = 64, LeastRate = 1000, MostRate = 768_000;
    private const int HeadLength = 36; // up to where the first packet of an Ogg stream says what it holds
    private const int CodecName = 28;

    /// <summary>The sound of a file, which it then owns; null if it is of none of the formats.</summary>
    /// <exception cref="MediaException">It is empty or damaged.</exception>
    public static ISound? TryOpen(string path, Stream file)
    {
        Span<byte> bytes = stackalloc byte[HeadLength];
        file.Position = 0;
        ReadOnlySpan<byte> head = bytes[..file.ReadAtLeast(bytes, HeadLength, throwOnEndOfStream: false)];
        file.Position = 0;
        if (head.IsEmpty) throw new MediaException(path, "the file is empty; get a whole copy", 0);
        try
        {
            if (WavLength.Begins(head)) return OpenWav(path, file);
            if (head.StartsWith("FORM"u8) && head[8..].StartsWith("AIFF"u8)) return OpenAiff(path, file);
            if (head.StartsWith("OggS"u8) && head.Length == HeadLength && head[CodecName..].StartsWith("\u0001vorbis"u8)) return OpenVorbis(path, file);
            if (IsMpeg(head)) return OpenMpeg(path, file);
            return !Path.GetExtension(path).Equals(".wav", StringComparison.OrdinalIgnoreCase) ? null
                : throw new MediaException(path, "no RIFF header, so this is no WAV file; give it the ending of what it is", 0);
        }
        catch (Exception e) when (e is not (MediaException or OutOfMemoryException)) // on damaged data decoders throw whatever they stumble over
        {
            throw new MediaException(path, $"its header cannot be read ({e.Message}); get a whole copy, or convert it to 16-bit WAV", innerException: e);
        }
    }

    private static MonoSound? OpenWav(string path, Stream file)
    {
        WavLength.CheckLongLengths(path, file);
        var reader = new WaveFileReader(file);
        var format = reader.WaveFormat;
        if (format.Encoding is not (WaveFormatEncoding.Pcm or WaveFormatEncoding.IeeeFloat or WaveFormatEncoding.Extensible
            or WaveFormatEncoding.ALaw or WaveFormatEncoding.MuLaw)) return null;
        Check(path, format);
        WavLength.Check(path, file, reader.Length, format.BlockAlign);
        return new MonoSound(path, format.SampleRate, format.Channels, Decoder(reader), reader.Length / format.BlockAlign, reader);
    }

    private static MonoSound OpenAiff(string path, Stream file)
    {
        var reader = new AiffFileReader(file);
        Check(path, reader.WaveFormat);
        var format = reader.WaveFormat;
        return new MonoSound(path, format.SampleRate, format.Channels, reader.ToSampleProvider().Read, reader.Length / format.BlockAlign, reader);
    }

    private static MonoSound OpenVorbis(string path, Stream file)
    {
        var reader = new VorbisReader(file, closeOnDispose: true);
        CheckRange(path, reader.SampleRate, reader.Channels);
        return new MonoSound(path, reader.SampleRate, reader.Channels, reader.ReadSamples, frames: null, reader);
    }

    private static MonoSound OpenMpeg(string path, Stream file)
    {
        var reader = new MpegFile(file);
        CheckRange(path, reader.SampleRate, reader.Channels);
        return new MonoSound(path, reader.SampleRate, reader.Channels, reader.ReadSamples, frames: null, new DecoderOfFile(reader, file));
    }

    /// <summary>Whether the first frame of MPEG audio (ISO 11172-3, 2.4.1.3) stands there, or a tag before it.</summary>
    private static bool IsMpeg(ReadOnlySpan<byte> head) =>
        head.StartsWith("ID3"u8)
        || (head.Length > 2 && head[0] == 0xFF && (head[1] & 0xE0) == 0xE0 && (head[1] & 0x18) != 0x08 && (head[1] & 0x06) != 0 && (head[2] & 0xF0) != 0xF0);

    private static FrameReader Decoder(WaveFileReader reader) => reader.WaveFormat.Encoding switch
    {
        WaveFormatEncoding.ALaw => new CompandedSamples(reader, ALawDecoder.Decode).Read,
        WaveFormatEncoding.MuLaw => new CompandedSamples(reader, MuLawDecoder.Decode).Read,
        _ => reader.ToSampleProvider().Read,
    };

    private static void Check(string path, WaveFormat format)
    {
        CheckRange(path, format.SampleRate, format.Channels);
        var bits = format.BitsPerSample;
        var known = format.Encoding is WaveFormatEncoding.ALaw or WaveFormatEncoding.MuLaw ? bits == 8 : bits is 8 or 16 or 24 or 32 or 64;
        if (!known) throw Bad(path, $"{bits} bits a sample are not supported");
        if (format.BlockAlign != format.Channels * bits / 8)
            throw Bad(path, $"{format.Channels} channels of {bits} bits do not make frames of {format.BlockAlign} bytes");
    }

    private static void CheckRange(string path, int rate, int channels)
    {
        if (channels is < 1 or > MostChannels) throw Bad(path, $"{channels} channels are not within 1..{MostChannels}");
        if (rate is < LeastRate or > MostRate) throw Bad(path, $"{rate} samples a second are not within {LeastRate}..{MostRate}");
    }

    private static MediaException Bad(string path, string problem) => new(path, $"{problem}; convert the file to 16-bit WAV");
}
