using System.Buffers.Binary;

namespace Rag.Files.Pictures.Layouts;

/// <summary>BMP: a header that says where the rows begin; how long they are it says only of compressed ones.</summary>
internal sealed class BmpLayout : ILayout
{
    private const int CoreHeader = 12, InfoHeader = 40, LongestHeader = 124, WholeHeader = 14 + InfoHeader;

    public bool Recognises(ReadOnlySpan<byte> head) =>
        head.Length >= 18 && head.StartsWith("BM"u8)
        && BinaryPrimitives.ReadInt32LittleEndian(head[14..]) is CoreHeader or (>= InfoHeader and <= LongestHeader);

    public void CheckWhole(PictureSource source)
    {
        var file = source.Content.AsSpan();
        if (file.Length < WholeHeader) throw source.EndsEarly();
        var isCore = UInt32(file, 14) == CoreHeader;
        var (width, height, bits) = isCore
            ? (UInt16(file, 18), UInt16(file, 20), UInt16(file, 24))
            : (UInt32(file, 18), Math.Abs((long)(int)UInt32(file, 22)), UInt16(file, 28));
        var isPacked = !isCore && UInt32(file, 30) is 1 or 2; // run lengths of 8 or of 4 bits
        var length = isPacked ? UInt32(file, 34) : (width * bits + 31) / 32 * 4 * height;
        if (UInt32(file, 10) + length > file.Length) throw source.EndsEarly();
    }

    private static long UInt16(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);

    private static long UInt32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);
}
