using System.Buffers.Binary;

namespace Rag.Files.Pictures.Layouts;

/// <summary>What the IHDR chunk (PNG specification, 11.2.1) says of the length of the pixels.</summary>
internal readonly record struct PngHeader(int Width, int Height, int BitsPerPixel, bool IsInterlaced)
{
    private const int ChunkLength = 13;

    /// <summary>Bytes of the pixels before they were compressed, with the filter's byte of each row.</summary>
    public long ExpandedBytes
    {
        get
        {
            var sum = 0L;
            foreach (var pass in IsInterlaced ? PngPass.Adam7 : PngPass.Whole)
            {
                var columns = pass.Columns(Width);
                if (columns > 0) sum += (1 + ((long)columns * BitsPerPixel + 7) / 8) * pass.Rows(Height);
            }
            return sum;
        }
    }

    public static PngHeader Parse(PictureSource source, PngChunk chunk)
    {
        var data = chunk.Data(source);
        if (chunk.Type != PngChunk.Header || data.Length != ChunkLength) throw source.Damaged("it does not begin with its header", chunk.Start);
        var channels = data[9] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 }; // colours, grey with alpha, colours with alpha; grey or a palette
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
        source.CheckSize(width, height);
        return new PngHeader((int)width, (int)height, channels * data[8], data[12] == 1);
    }
}
