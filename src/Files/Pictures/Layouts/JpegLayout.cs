using System.Buffers.Binary;

namespace Rag.Files.Pictures.Layouts;

/// <summary>JPEG (ITU-T T.81, annex B): segments with their lengths and coded data without, up to the marker that ends the picture.</summary>
internal sealed class JpegLayout : ILayout
{
    private const int MostPixelsPerByte = 512; // a block of 64 pixels costs a bit at least
    private const int FrameHeight = 3, FrameWidth = 5;
    private const byte Mark = 0xFF, EndOfImage = 0xD9, StartOfImage = 0xD8, FirstRestart = 0xD0, Temporary = 0x01, Stuffing = 0x00;

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[Mark, StartOfImage, Mark]);

    public void CheckWhole(PictureSource source)
    {
        var file = source.Content.AsSpan();
        var pixels = 0L;
        for (var at = 2; file[at..].IndexOf(Mark) is var skipped and >= 0;)
        {
            at += skipped + 1;
            while (at < file.Length && file[at] == Mark) at++; // fill bytes
            if (at == file.Length) break;
            var marker = file[at++];
            if (marker == EndOfImage)
            {
                if (pixels <= (long)file.Length * MostPixelsPerByte) return;
                throw source.Damaged($"{pixels:N0} pixels claimed, with {file.Length:N0} bytes of data");
            }
            if (marker is Stuffing or Temporary or (>= FirstRestart and <= StartOfImage)) continue;
            var segment = file[at..];
            if (segment.Length < sizeof(ushort)) break;
            if (IsFrame(marker) && segment.Length > FrameWidth + 1) pixels = (long)UInt16(segment, FrameHeight) * UInt16(segment, FrameWidth);
            at += Math.Max(UInt16(segment, 0), sizeof(ushort));
            if (at > file.Length) break;
        }
        throw source.EndsEarly();
    }

    // Of the sixteen codings three numbers are tables and an extension.
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static int UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
}
