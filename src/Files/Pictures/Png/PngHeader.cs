using System.Buffers.Binary;

namespace Rag.Files.Pictures.Png;

/// <summary>The IHDR chunk (PNG specification, 11.2.1).</summary>
internal sealed record PngHeader(int Width, int Height, int Depth, PngColorType ColorType, bool IsInterlaced)
{
    private const int Length = 13;

    public int Channels => ColorType switch
    {
        PngColorType.Rgb => 3,
        PngColorType.GrayAlpha => 2,
        PngColorType.RgbAlpha => 4,
        _ => 1,
    };

    public bool HasAlpha => ColorType is PngColorType.GrayAlpha or PngColorType.RgbAlpha;

    /// <summary>Bytes between a sample and its neighbour to the left, at least 1: what filters reach back by.</summary>
    public int FilterDistance => Math.Max(1, Channels * Depth / 8);

    /// <summary>Bytes of a row of so many pixels, without the filter's.</summary>
    public int RowLength(int pixels) => (int)(((long)pixels * Channels * Depth + 7) / 8);

    public static PngHeader Parse(PictureSource source, PngChunk chunk)
    {
        var data = chunk.Data(source);
        if (data.Length != Length) throw source.Damaged($"a header of {data.Length} bytes", chunk.Start);
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
        source.CheckSize(width, height, chunk.Start);
        var (depth, type) = (data[8], (PngColorType)data[9]);
        var known = type switch
        {
            PngColorType.Gray => depth is 1 or 2 or 4 or 8 or 16,
            PngColorType.Palette => depth is 1 or 2 or 4 or 8,
            PngColorType.Rgb or PngColorType.GrayAlpha or PngColorType.RgbAlpha => depth is 8 or 16,
            _ => false,
        };
        if (!known) throw source.Damaged($"colour type {(int)type} of {depth} bits", chunk.Start);
        if (data[10] != 0 || data[11] != 0 || data[12] > 1) throw source.Damaged("an unknown compression, filter or interlace method", chunk.Start);
        return new PngHeader((int)width, (int)height, depth, type, data[12] == 1);
    }
}
