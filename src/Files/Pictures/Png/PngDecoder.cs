using System.IO.Compression;

namespace Rag.Files.Pictures.Png;

/// <summary>
/// PNG (W3C Portable Network Graphics, third edition; ISO/IEC 15948): all colour types and depths, palettes, transparency and
/// interlacing. Of 16 bits the high byte is kept; colour profiles and gamma are not applied.
/// </summary>
internal sealed class PngDecoder : IPictureDecoder
{
    private const int MostExpansion = 1032; // deflate cannot write more bytes for one

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith(Signature);

    public Picture Decode(PictureSource source)
    {
        var chunks = PngChunk.ReadAll(source);
        if (chunks[0].Type != PngChunk.Header) throw source.Damaged("it does not begin with its header", chunks[0].Start);
        var header = PngHeader.Parse(source, chunks[0]);
        if (chunks.FindIndex(chunk => chunk.IsCritical && chunk.Type is not (PngChunk.Header or PngChunk.Palette or PngChunk.Pixels or PngChunk.End)) is var unknown and >= 0)
            throw source.Refuse("has a chunk that a reader must know but this one does not; save it anew", chunks[unknown].Start);
        var colors = new PngColors(source, header, Find(chunks, PngChunk.Palette), Find(chunks, PngChunk.Transparency));
        var picture = ReadPixels(source, header, colors, chunks.FindAll(chunk => chunk.Type == PngChunk.Pixels));
        return Find(chunks, PngChunk.Exif) is { } exif && ExifReader.ReadOrientation(exif.Data(source)) is { } orientation ? picture.Upright(orientation) : picture;
    }

    private static Picture ReadPixels(PictureSource source, PngHeader header, PngColors colors, List<PngChunk> chunks)
    {
        var (width, height) = (header.Width, header.Height);
        var start = chunks.Count > 0 ? chunks[0].Start : source.Content.Length;
        var compressed = chunks.Sum(chunk => (long)chunk.Length);
        if ((long)header.RowLength(width) * height > compressed * MostExpansion)
            throw source.Damaged($"{width:N0} x {height:N0} pixels claimed, with {compressed:N0} bytes of data", start);
        var rgb = GC.AllocateUninitializedArray<byte>(checked(3 * width * height));
        var alpha = colors.HasAlpha ? new byte[width * height] : null;
        var (row, above) = (new byte[1 + header.RowLength(width)], new byte[1 + header.RowLength(width)]);
        using var pixels = new ZLibStream(Join(source, chunks), CompressionMode.Decompress);
        try
        {
            foreach (var pass in header.IsInterlaced ? PngPass.Adam7 : PngPass.Whole)
            {
                var (columns, rows) = (pass.Columns(width), pass.Rows(height));
                if (columns == 0) continue;
                var length = 1 + header.RowLength(columns);
                Array.Clear(above);
                for (var i = 0; i < rows; i++)
                {
                    pixels.ReadExactly(row.AsSpan(0, length));
                    if (!PngFilter.Undo(row[0], row.AsSpan(1, length - 1), above.AsSpan(1, length - 1), header.FilterDistance))
                        throw source.Damaged($"a row of the unknown filter {row[0]}", start);
                    var at = (pass.Top + i * pass.StepY) * width + pass.Left;
                    colors.Write(row.AsSpan(1, length - 1), columns, rgb.AsSpan(3 * at), alpha is null ? default : alpha.AsSpan(at), pass.StepX);
                    (row, above) = (above, row);
                }
            }
            pixels.ReadByte(); // at the end of its data zlib compares its checksum
        }
        catch (EndOfStreamException)
        {
            throw source.Damaged("the data of the pixels ends before the picture", start + compressed);
        }
        catch (Exception e) when (e is InvalidDataException or IOException) // of damage, or of a dictionary that PNG does not allow
        {
            throw source.Damaged($"the data of the pixels cannot be expanded ({e.Message})", start);
        }
        return new Picture(width, height, rgb, alpha);
    }

    private static MemoryStream Join(PictureSource source, List<PngChunk> chunks)
    {
        if (chunks.Count == 1) return new MemoryStream(source.Content, chunks[0].Start, chunks[0].Length);
        var joined = new MemoryStream(chunks.Sum(chunk => chunk.Length));
        foreach (var chunk in chunks) joined.Write(chunk.Data(source));
        joined.Position = 0;
        return joined;
    }

    private static PngChunk? Find(List<PngChunk> chunks, uint type) => chunks.FindIndex(chunk => chunk.Type == type) is var at and >= 0 ? chunks[at] : null;
}
