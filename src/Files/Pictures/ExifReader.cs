using System.Buffers.Binary;

namespace Rag.Files.Pictures;

/// <summary>Finds the orientation in Exif data (JEITA CP-3451, 4.5): a TIFF header and its first directory.</summary>
internal static class ExifReader
{
    private const int HeaderLength = 8, EntryLength = 12;
    private const ushort OrientationTag = 274, ShortType = 3;

    /// <summary>The orientation that the data gives; null where it gives none. Damage counts as none.</summary>
    public static Orientation? ReadOrientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < HeaderLength) return null;
        var little = tiff.StartsWith("II"u8);
        if (!little && !tiff.StartsWith("MM"u8)) return null;
        var directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory + 2L > tiff.Length) return null;
        var entries = tiff[((int)directory + 2)..];
        for (var count = UInt16(tiff[(int)directory..], little); count > 0 && entries.Length >= EntryLength; count--)
        {
            if (UInt16(entries, little) == OrientationTag && UInt16(entries[2..], little) == ShortType)
                return UInt16(entries[8..], little) is var value and >= 1 and <= 8 ? (Orientation)value : null;
            entries = entries[EntryLength..];
        }
        return null;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
