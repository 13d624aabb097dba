using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Rag.Memory.Embedded.Storage;

/// <summary>Reads what <see cref="ByteWriter"/> wrote; running past the end is an <see cref="InvalidDataException"/>.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Left => _rest.Length;

    public byte Byte() => Bytes(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw new InvalidDataException("A variable-length integer has no end.");
    }

    public int Count()
    {
        var value = Varint();
        return value <= int.MaxValue ? (int)value : throw new InvalidDataException($"{value} is too large for a count.");
    }

    public string Text()
    {
        var head = Varint();
        if (head >> 1 > int.MaxValue) throw new InvalidDataException($"A text of {head >> 1} bytes is too long.");
        var bytes = Bytes((int)(head >> 1));
        return (head & 1) == 0 ? Encoding.UTF8.GetString(bytes) : new string(MemoryMarshal.Cast<byte, char>(bytes));
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _rest.Length) throw new InvalidDataException($"{count} bytes are needed, {_rest.Length} are left.");
        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }
}
