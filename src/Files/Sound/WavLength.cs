using System.Buffers.Binary;
using Rag.Files.Media;

namespace Rag.Files.Sound;

/// <summary>What a WAV file (RIFF, and RF64 of EBU Tech 3306 for more than 4 GiB) says of the length of its samples, beside what follows.</summary>
internal static class WavLength
{
    // In the chunk of 64-bit lengths, which is the first of an RF64 file: how long it is itself, and the samples.
    private const int LongLengths = 16, SamplesLength = 28;

    // Written by programs that could not go back to fill in the length, and in RF64 beside the true one.
    private const uint Unknown = 0xFFFFFFFF;

    /// <summary>Whether a file that begins so is a WAV file.</summary>
    public static bool Begins(ReadOnlySpan<byte> head) =>
        head.Length >= 12 && (head.StartsWith("RIFF"u8) || head.StartsWith("RF64"u8)) && head[8..].StartsWith("WAVE"u8);

    /// <summary>Refuses a file whose chunk of 64-bit lengths is longer than all of it: NAudio takes memory for it.</summary>
    /// <param name="file">At its beginning, where it is left.</param>
    public static void CheckLongLengths(string path, Stream file)
    {
        var isLong = Bytes(file, 0, sizeof(uint))[1] == 'F';
        if (isLong && BinaryPrimitives.ReadUInt32LittleEndian(Bytes(file, LongLengths, sizeof(uint))) > file.Length)
            throw new MediaException(path, "a chunk reaches behind the end of the file; get a whole copy", LongLengths);
        file.Position = 0;
    }

    /// <summary>Refuses a file that does not hold all the samples it claims: NAudio takes what is there for all.</summary>
    /// <param name="file">At the first sample, where it is left.</param>
    /// <param name="found">Bytes of samples in the file.</param>
    public static void Check(string path, Stream file, long found, int bytesPerFrame)
    {
        var start = file.Position;
        var at = start - 2 * sizeof(uint);
        var claimed = (long)BinaryPrimitives.ReadUInt32LittleEndian(Bytes(file, start - sizeof(uint), sizeof(uint)));
        if (claimed == Unknown)
            claimed = Bytes(file, 0, sizeof(uint))[1] == 'F' ? BinaryPrimitives.ReadInt64LittleEndian(Bytes(file, SamplesLength, sizeof(long))) : found;
        file.Position = start;
        if (claimed != found) throw new MediaException(path, $"the samples are said to take {claimed} bytes and {found} follow; get a whole copy", at);
        if (found == 0) throw new MediaException(path, "it holds no sound; record it again", at);
        if (found % bytesPerFrame != 0)
            throw new MediaException(path, $"{found} bytes of samples are no whole number of frames of {bytesPerFrame} bytes; get a whole copy", at);
    }

    private static byte[] Bytes(Stream file, long from, int count)
    {
        var bytes = new byte[count];
        file.Position = from;
        file.ReadExactly(bytes);
        return bytes;
    }
}
