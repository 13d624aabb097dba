using System.Buffers.Binary;
using System.Text;

namespace Rag.Tests.Files.Sound;

/// <summary>How the samples of a test's WAV file are stored.</summary>
public enum WavKind
{
    Integer8,
    Integer16,
    Integer24,
    Integer32,
    Real32,
    Real64,
}

/// <summary>Writes WAV files byte by byte.</summary>
internal static class WavFile
{
    /// <param name="frames">[frame * channels + channel], within -1..1.</param>
    public static byte[] Of(float[] frames, WavKind kind = WavKind.Integer16, int rate = 16_000, int channels = 1, bool extensible = false)
    {
        var samples = frames.SelectMany(sample => Sample(sample, kind)).ToArray();
        return [.. Riff("RIFF", samples.Length + 100), .. Format(kind, rate, channels, extensible), .. Chunk("data", samples)];
    }

    /// <summary>Longer than 4 GiB in principle: lengths stand in a chunk of their own.</summary>
    public static byte[] Rf64(float[] samples)
    {
        var bytes = samples.SelectMany(sample => Sample(sample, WavKind.Integer16)).ToArray();
        var sizes = new byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(sizes.AsSpan(8), bytes.Length);
        var data = Chunk("data", bytes);
        data.AsSpan(4, 4).Fill(0xFF);
        return [.. Riff("RF64", -1), .. Chunk("ds64", sizes), .. Format(WavKind.Integer16, 16_000, 1, false), .. data, .. Chunk("LIST", new byte[10])];
    }

    public static byte[] Chunk(string name, byte[] content) =>
        [.. Encoding.ASCII.GetBytes(name), .. Bytes(content.Length), .. content, .. new byte[content.Length % 2]];

    public static byte[] Riff(string name, int length) => [.. Encoding.ASCII.GetBytes(name), .. Bytes(length), .. "WAVE"u8];

    public static byte[] Format(WavKind kind, int rate, int channels, bool extensible)
    {
        var (code, bits) = ((short)(kind >= WavKind.Real32 ? 3 : 1), (short)(8 * Sample(0, kind).Length));
        var frame = channels * bits / 8;
        byte[] plain = [.. Short(extensible ? unchecked((short)0xFFFE) : code), .. Short((short)channels), .. Bytes(rate), .. Bytes(rate * frame), .. Short((short)frame), .. Short(bits)];
        return Chunk("fmt ", !extensible ? plain : [.. plain, .. Short(22), .. Short(bits), .. Bytes(3), .. Short(code), .. "\0\0\0\0\x10\0"u8, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
    }

    /// <summary>Of amplitude <paramref name="level"/>.</summary>
    public static float[] Sine(double hertz, int samples, int rate = 16_000, double level = 0.5) =>
        [.. Enumerable.Range(0, samples).Select(t => (float)(level * Math.Sin(2 * Math.PI * hertz * t / rate)))];

    private static byte[] Sample(float sample, WavKind kind) => kind switch
    {
        WavKind.Integer8 => [(byte)(128 + Math.Round(sample * 127))],
        WavKind.Integer16 => Short((short)Math.Round(sample * 32767)),
        WavKind.Integer24 => Bytes((int)Math.Round(sample * 8388607))[..3],
        WavKind.Integer32 => Bytes((int)Math.Round((double)sample * int.MaxValue)),
        WavKind.Real32 => BitConverter.GetBytes(sample),
        _ => BitConverter.GetBytes((double)sample),
    };

    private static byte[] Short(short value) => BitConverter.GetBytes(value);

    private static byte[] Bytes(int value) => BitConverter.GetBytes(value);
}
