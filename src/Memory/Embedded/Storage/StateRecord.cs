using System.Buffers.Binary;

namespace Rag.Memory.Embedded.Storage;

/// <summary>What a decoder reads of an item, as bytes that stand after the item's own: a checksum of the rest, the rest.</summary>
internal static class StateRecord
{
    private const int ChecksumLength = 4;

    /// <summary>Writes nothing where there is nothing.</summary>
    public static void Write(ReadOnlySpan<byte> states, ByteWriter record)
    {
        record.Clear();
        if (states.IsEmpty) return;
        record.UInt32(Checksum.Of(states));
        record.Bytes(states);
    }

    /// <exception cref="InvalidDataException">The bytes are not what was written.</exception>
    public static byte[] Read(ReadOnlySpan<byte> record)
    {
        if (record.IsEmpty) return [];
        if (record.Length < ChecksumLength || BinaryPrimitives.ReadUInt32LittleEndian(record) != Checksum.Of(record[ChecksumLength..]))
            throw new InvalidDataException("the checksum of an item's states does not fit");
        return record[ChecksumLength..].ToArray();
    }
}
