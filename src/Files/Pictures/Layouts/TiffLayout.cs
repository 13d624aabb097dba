using System.Buffers.Binary;

namespace Rag.Files.Pictures.Layouts;

/// <summary>TIFF 6.0: a directory of the first picture, with the places and lengths of its strips or tiles.</summary>
internal sealed class TiffLayout : ILayout
{
    private const int EntryLength = 12;
    private const ushort StripOffsets = 273, StripLengths = 279, TileOffsets = 324, TileLengths = 325, Short = 3;

    private static ReadOnlySpan<byte> Intel => [(byte)'I', (byte)'I', 42, 0];

    private static ReadOnlySpan<byte> Motorola => [(byte)'M', (byte)'M', 0, 42];

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith(Intel) || head.StartsWith(Motorola);

    public void CheckWhole(PictureSource source)
    {
        var file = new Numbers(source);
        var directory = file.UInt32(4);
        List<uint> offsets = [], lengths = [];
        for (var (entry, left) = (directory + 2, file.UInt16(directory)); left > 0; (entry, left) = (entry + EntryLength, (ushort)(left - 1)))
        {
            if (file.UInt16(entry) is StripOffsets or TileOffsets) offsets = file.Array(entry);
            else if (file.UInt16(entry) is StripLengths or TileLengths) lengths = file.Array(entry);
        }
        if (offsets.Zip(lengths, (offset, length) => (long)offset + length).Any(end => end > source.Content.Length)) throw source.EndsEarly();
    }

    /// <summary>The numbers of a file in its own order of bytes.</summary>
    private readonly struct Numbers(PictureSource source)
    {
        private readonly bool _little = source.Content.AsSpan().StartsWith(Intel);

        public ushort UInt16(long at) => _little
            ? BinaryPrimitives.ReadUInt16LittleEndian(Bytes(at, 2))
            : BinaryPrimitives.ReadUInt16BigEndian(Bytes(at, 2));

        public uint UInt32(long at) => _little
            ? BinaryPrimitives.ReadUInt32LittleEndian(Bytes(at, 4))
            : BinaryPrimitives.ReadUInt32BigEndian(Bytes(at, 4));

        /// <summary>The values of an entry: within it where they fit its last four bytes, else where these point to.</summary>
        public List<uint> Array(long entry)
        {
            var isShort = UInt16(entry + 2) == Short;
            var (count, size) = (UInt32(entry + 4), isShort ? 2 : 4);
            var at = count * size <= 4 ? entry + 8 : UInt32(entry + 8);
            Bytes(at, count * size);
            var values = new List<uint>();
            for (var i = 0; i < count; i++) values.Add(isShort ? UInt16(at + i * size) : UInt32(at + i * size));
            return values;
        }

        private ReadOnlySpan<byte> Bytes(long at, long length) =>
            at + length <= source.Content.Length ? source.Content.AsSpan((int)at, (int)length) : throw source.EndsEarly();
    }
}
