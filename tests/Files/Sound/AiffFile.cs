using System.Buffers.Binary;
using System.Text;

namespace Rag.Tests.Files.Sound;

/// <summary>Writes AIFF files of 16 bits, byte by byte.</summary>
internal static class AiffFile
{
    /// <param name="frames">[frame * channels + channel], within -1..1.</param>
    public static byte[] Of(float[] frames, int channels = 1)
    {
        var samples = frames.SelectMany(sample => Short((short)Math.Round(sample * 32767))).ToArray();
        byte[] rate = [0x40, 0x0C, 0xFA, 0, 0, 0, 0, 0, 0, 0]; // 16,000 as an 80-bit float
        byte[] common = [.. Short((short)channels), .. Int(frames.Length / channels), .. Short(16), .. rate];
        byte[] chunks = [.. "AIFF"u8, .. Chunk("COMM", common), .. Chunk("SSND", [.. new byte[8], .. samples])];
        return Chunk("FORM", chunks);
    }

    private static byte[] Chunk(string name, byte[] content) => [.. Encoding.ASCII.GetBytes(name), .. Int(content.Length), .. content, .. new byte[content.Length % 2]];

    private static byte[] Short(short value) => BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(value));

    private static byte[] Int(int value) => BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(value));
}
