using System.IO.Compression;

namespace Rag.Files.Pictures.Layouts;

/// <summary>
/// PNG (W3C Portable Network Graphics, third edition): chunks, of which some hold the compressed pixels. These are expanded once to be
/// counted: of an interlaced picture that lacks some, ImageSharp waits for them without end.
/// </summary>
internal sealed class PngLayout : ILayout
{
    private const int CountedAtOnce = 1 << 16;
    private const int NarrowestInterlaced = 5; // where a pass is without columns, ImageSharp 2.1.13 takes the rest for another

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith(Signature);

    public void CheckWhole(PictureSource source)
    {
        var chunks = PngChunk.ReadAll(source);
        var header = PngHeader.Parse(source, chunks[0]);
        if (header.IsInterlaced && header.Width < NarrowestInterlaced)
            throw source.Refuse("is narrow and interlaced; save it without interlacing");
        var left = header.ExpandedBytes;
        using var compressed = Join(source, chunks.FindAll(chunk => chunk.Type == PngChunk.Pixels));
        using var pixels = new ZLibStream(compressed, CompressionMode.Decompress);
        var counted = new byte[(int)Math.Min(left, CountedAtOnce)];
        try
        {
            for (int count; left > 0 && (count = pixels.Read(counted)) > 0;) left -= count;
        }
        catch (Exception e) when (e is InvalidDataException or IOException) // of damage, or of a dictionary that PNG does not allow
        {
            throw source.Damaged($"the data of the pixels cannot be expanded ({e.Message})", chunks[0].Start);
        }
        if (left > 0) throw source.EndsEarly();
    }

    public byte[]? FindExif(PictureSource source) =>
        PngChunk.ReadAll(source).Find(chunk => chunk.Type == PngChunk.Exif) is { Length: > 0 } exif ? exif.Data(source).ToArray() : null;

    private static MemoryStream Join(PictureSource source, List<PngChunk> chunks)
    {
        if (chunks.Count == 1) return new MemoryStream(source.Content, chunks[0].Start, chunks[0].Length);
        var joined = new MemoryStream(chunks.Sum(chunk => chunk.Length));
        foreach (var chunk in chunks) joined.Write(chunk.Data(source));
        joined.Position = 0;
        return joined;
    }
}
