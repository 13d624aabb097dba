using System.Buffers.Binary;
using System.IO.Compression;
using Rag.Files.Pictures.Png;

namespace Rag.Tests.Files.Pictures.Png;

/// <summary>Writes PNG files of any colour type and depth from samples, with each of the five filters in turn.</summary>
internal sealed class HandwrittenPng(int width, int height, int depth, int colorType, bool interlaced, Func<int, int, int, int> sample)
{
    private static readonly (int Left, int Top, int StepX, int StepY)[] _adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public int Channels => colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>The file, with further chunks before the pixels; the pixels in chunks of so many bytes.</summary>
    public byte[] Write(int chunkLength = int.MaxValue, params (string Type, byte[] Data)[] chunks)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colorType, interlaced ? (byte)1 : (byte)0);
        Chunk(file, "IHDR", header);
        foreach (var (type, data) in chunks) Chunk(file, type, data);
        foreach (var part in Compress().Chunk(chunkLength)) Chunk(file, "IDAT", part);
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>The file with the checksums that its chunks should have, as far as its chunks can be followed.</summary>
    public static byte[] Reseal(byte[] file)
    {
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12) break;
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), Crc32.Compute(file.AsSpan(at + 4, 4 + (int)length)));
            at += 12 + (int)length;
        }
        return file;
    }

    private byte[] Compress()
    {
        using var compressed = new MemoryStream();
        using (var pixels = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var (left, top, stepX, stepY) in interlaced ? _adam7 : [(0, 0, 1, 1)])
            {
                var columns = (width - left + stepX - 1) / stepX;
                if (columns <= 0) continue;
                var above = new byte[(columns * Channels * depth + 7) / 8];
                for (var y = top; y < height; y += stepY)
                {
                    var row = Row(columns, x => left + x * stepX, y);
                    pixels.WriteByte((byte)(y % 5));
                    pixels.Write(Filter(y % 5, row, above, Math.Max(1, Channels * depth / 8)));
                    above = row;
                }
            }
        }
        return compressed.ToArray();
    }

    private byte[] Row(int columns, Func<int, int> place, int y)
    {
        var row = new byte[(columns * Channels * depth + 7) / 8];
        for (var i = 0; i < columns * Channels; i++)
        {
            var value = sample(place(i / Channels), y, i % Channels);
            if (depth == 16) BinaryPrimitives.WriteUInt16BigEndian(row.AsSpan(2 * i), (ushort)value);
            else row[i * depth / 8] |= (byte)(value << (8 - depth - i * depth % 8));
        }
        return row;
    }

    private static byte[] Filter(int filter, byte[] row, byte[] above, int distance) => [.. row.Select((value, i) =>
    {
        var (left, up, corner) = (i < distance ? 0 : row[i - distance], above[i], i < distance ? 0 : above[i - distance]);
        var paeth = new[] { left, up, corner }.MinBy(neighbour => Math.Abs(left + up - corner - neighbour)); // the first of equals
        return (byte)(value - filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => paeth, _ => 0 });
    })];

    private static void Chunk(MemoryStream file, string type, byte[] data)
    {
        var chunk = new byte[8 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        System.Text.Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        file.Write(chunk);
        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.Compute(chunk.AsSpan(4)));
        file.Write(checksum);
    }
}
