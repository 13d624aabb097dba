using System.Buffers.Binary;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Tiff.Constants;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;

namespace Rag.Tests.Files.Pictures;

/// <summary>The pattern of <see cref="Fixture"/> in the formats besides JPEG and PNG.</summary>
internal static class EncodedPictures
{
    public static TheoryData<string> Kinds { get; } = ["gif", "bmp", "webp", "tiff", "tiff lzw", "tiff, directory first"];

    public static byte[] Of(string kind)
    {
        if (kind == "tiff, directory first") return DirectoryFirst();
        using var image = Image.LoadPixelData<Rgb24>(Fixture.Pattern, Fixture.Width, Fixture.Height);
        using var file = new MemoryStream();
        switch (kind)
        {
            case "gif": image.SaveAsGif(file); break;
            case "bmp": image.SaveAsBmp(file, new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel24 }); break;
            case "webp": image.SaveAsWebp(file, new WebpEncoder { FileFormat = WebpFileFormatType.Lossless }); break;
            default: image.SaveAsTiff(file, new TiffEncoder { Compression = kind == "tiff lzw" ? TiffCompression.Lzw : TiffCompression.None }); break;
        }
        return file.ToArray();
    }

    /// <summary>One strip behind the directory, as most programs write it; little-endian.</summary>
    private static byte[] DirectoryFirst()
    {
        const ushort numbers = 4, words = 3;
        const uint entryCount = 9, directory = 8, bits = directory + 2 + 12 * entryCount + 4, start = bits + 6;
        (ushort Tag, ushort Type, uint Count, uint Value)[] entries =
        [
            (256, numbers, 1, Fixture.Width), (257, numbers, 1, Fixture.Height), (258, words, 3, bits), (259, words, 1, 1), (262, words, 1, 2),
            (273, numbers, 1, start), (277, words, 1, 3), (278, numbers, 1, Fixture.Height), (279, numbers, 1, (uint)Fixture.Pattern.Length),
        ];
        var file = new byte[start + Fixture.Pattern.Length];
        "II*\0\u0008"u8.CopyTo(file);
        file[directory] = (byte)entries.Length;
        for (var (i, at) = (0, (int)directory + 2); i < entries.Length; i++, at += 12)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 2), entries[i].Type);
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 4), entries[i].Count);
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 8), entries[i].Value);
        }
        for (var channel = 0; channel < 3; channel++) file[bits + 2 * channel] = 8;
        Fixture.Pattern.CopyTo(file, start);
        return file;
    }
}
