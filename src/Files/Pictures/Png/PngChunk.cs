using System.Buffers.Binary;

namespace Rag.Files.Pictures.Png;

/// <summary>One chunk (PNG specification, 5.3): four letters and the place of its data in the file.</summary>
internal readonly record struct PngChunk(uint Type, int Start, int Length)
{
    public const uint Header = 0x49484452, Palette = 0x504C5445, Transparency = 0x74524E53, Pixels = 0x49444154, Exif = 0x65584966, End = 0x49454E44;
    private const int SignatureLength = 8, FrameLength = 12;

    public ReadOnlySpan<byte> Data(PictureSource source) => source.Content.AsSpan(Start, Length);

    /// <summary>A decoder must understand the chunk: its first letter is a capital.</summary>
    public bool IsCritical => (Type & 0x20000000) == 0;

    /// <summary>
    /// The chunks up to the end of the picture. Their checksums are compared, but for those of the pixels, which zlib's own
    /// checksum guards.
    /// </summary>
    public static List<PngChunk> ReadAll(PictureSource source)
    {
        var chunks = new List<PngChunk>();
        for (var at = SignatureLength; ;)
        {
            var left = source.Content.Length - at - FrameLength;
            if (left < 0) throw source.Damaged("it ends before its last chunk", at);
            var length = BinaryPrimitives.ReadUInt32BigEndian(source.Content.AsSpan(at));
            if (length > left) throw source.Damaged("a chunk reaches behind the end of the file", at);
            var chunk = new PngChunk(BinaryPrimitives.ReadUInt32BigEndian(source.Content.AsSpan(at + 4)), at + 8, (int)length);
            var checksum = BinaryPrimitives.ReadUInt32BigEndian(source.Content.AsSpan(chunk.Start + chunk.Length));
            if (chunk.IsCritical && chunk.Type != Pixels && Crc32.Compute(source.Content.AsSpan(at + 4, 4 + chunk.Length)) != checksum)
                throw source.Damaged("a chunk's checksum differs", at);
            chunks.Add(chunk);
            if (chunk.Type == End) return chunks;
            at += FrameLength + chunk.Length;
        }
    }
}
