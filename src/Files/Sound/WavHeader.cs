using System.Buffers.Binary;
using Rag.Files.Media;

namespace Rag.Files.Sound;

/// <summary>How a WAV file stores a sample.</summary>
internal enum SampleEncoding
{
    Integer,
    Float,

    /// <summary>Anything else, for example ADPCM.</summary>
    Other,
}

/// <summary>
/// What stands before the samples of a WAV file (RIFF, and RF64 of EBU Tech 3306 for more than 4 GiB). Every number is checked
/// against the file before anything is read by it.
/// </summary>
/// <param name="BytesPerSample">Of one channel.</param>
/// <param name="DataStart">Byte of the file at which the first sample lies.</param>
/// <param name="DataLength">Bytes of samples, a whole number of frames.</param>
internal sealed record WavHeader(SampleEncoding Encoding, int BytesPerSample, int Channels, int SampleRate, long DataStart, long DataLength)
{
    private const int MostChannels = 64, LeastRate = 1000, MostRate = 768_000, MostChunks = 10_000;
    private const ushort Integer = 1, Float = 3, Extensible = 0xFFFE;

    // Written by programs that could not go back to fill in the length.
    private const uint UnknownLength = 0xFFFFFFFF;

    /// <summary>Bytes of one sample of all channels.</summary>
    public int BytesPerFrame => BytesPerSample * Channels;

    /// <summary>Whether a file that begins so is a WAV file.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) =>
        start.Length >= 12 && (start[..4].SequenceEqual("RIFF"u8) || start[..4].SequenceEqual("RF64"u8)) && start[8..12].SequenceEqual("WAVE"u8);

    /// <summary>Reads the header; the stream is left anywhere.</summary>
    /// <exception cref="MediaException">It is damaged, or lies about what follows.</exception>
    public static WavHeader Read(string path, Stream file)
    {
        var reader = new ChunkReader(path, file);
        Span<byte> start = stackalloc byte[12];
        reader.Fill(0, start);
        if (!Begins(start)) throw new MediaException(path, "no RIFF header, so this is no WAV file; check what its ending says", 0);
        WavHeader? format = null;
        long? longLength = null;
        Span<byte> head = stackalloc byte[8];
        var at = 12L;
        for (var chunks = 0; chunks < MostChunks; chunks++)
        {
            if (at + 8 > file.Length) throw new MediaException(path, "the file ends before its samples begin; get a whole copy", Math.Min(at, file.Length));
            reader.Fill(at, head);
            long length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            var name = head[..4];
            var content = at + 8;
            if (name.SequenceEqual("data"u8))
            {
                if (format is null) throw new MediaException(path, "the samples come before the chunk \"fmt \" that describes them; convert the file again", at);
                return format.WithData(path, content, length == UnknownLength ? longLength ?? file.Length - content : length, file.Length, at);
            }
            if (length > file.Length - content) throw new MediaException(path, $"a chunk claims {length} bytes and {file.Length - content} follow; get a whole copy", at);
            if (name.SequenceEqual("fmt "u8)) format = ReadFormat(reader, content, length);
            if (name.SequenceEqual("ds64"u8) && length >= 16) longLength = reader.LongAt(content + 8);
            at = content + length + (length & 1);
        }
        throw new MediaException(path, $"more than {MostChunks} chunks come before the samples; convert the file again", at);
    }

    private static WavHeader ReadFormat(ChunkReader reader, long at, long length)
    {
        if (length < 16) throw reader.Bad($"a format of {length} bytes is too short", at);
        Span<byte> bytes = stackalloc byte[40];
        var format = bytes[..(int)Math.Min(length, 40)];
        reader.Fill(at, format);
        var kind = BinaryPrimitives.ReadUInt16LittleEndian(format);
        if (kind == Extensible && format.Length == 40) kind = BinaryPrimitives.ReadUInt16LittleEndian(format[24..]);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        var (frame, bits) = (BinaryPrimitives.ReadUInt16LittleEndian(format[12..]), BinaryPrimitives.ReadUInt16LittleEndian(format[14..]));
        if (channels is < 1 or > MostChannels) throw reader.Bad($"{channels} channels are not within 1..{MostChannels}", at + 2);
        if (rate is < LeastRate or > MostRate) throw reader.Bad($"{rate} samples a second are not within {LeastRate}..{MostRate}", at + 4);
        var encoding = (kind, bits) switch
        {
            (Integer, 8 or 16 or 24 or 32) => SampleEncoding.Integer,
            (Float, 32 or 64) => SampleEncoding.Float,
            (Integer or Float, _) => throw reader.Bad($"{bits} bits a sample are not supported", at + 14),
            _ => SampleEncoding.Other,
        };
        if (encoding != SampleEncoding.Other && frame != channels * bits / 8)
            throw reader.Bad($"{channels} channels of {bits} bits do not make frames of {frame} bytes", at + 12);
        return new WavHeader(encoding, bits / 8, channels, (int)rate, 0, 0);
    }

    private WavHeader WithData(string path, long start, long length, long fileLength, long at)
    {
        if (length < 0 || length > fileLength - start)
            throw new MediaException(path, $"the samples are said to take {length} bytes and {fileLength - start} follow; get a whole copy", at);
        if (length == 0) throw new MediaException(path, "it holds no sound; record it again", at);
        if (Encoding != SampleEncoding.Other && length % BytesPerFrame != 0)
            throw new MediaException(path, $"{length} bytes of samples are no whole number of frames of {BytesPerFrame} bytes; get a whole copy", at);
        return this with { DataStart = start, DataLength = length };
    }

    private readonly struct ChunkReader(string path, Stream file)
    {
        public void Fill(long at, Span<byte> bytes)
        {
            file.Position = at;
            if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                throw new MediaException(path, "the file ends within its header; get a whole copy", at);
        }

        public long LongAt(long at)
        {
            Span<byte> bytes = stackalloc byte[8];
            Fill(at, bytes);
            return BinaryPrimitives.ReadInt64LittleEndian(bytes);
        }

        public MediaException Bad(string problem, long at) => new(path, $"{problem}; convert the file to 16-bit WAV", at);
    }
}
