using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Rag.Memory.Embedded.Storage;

/// <summary>A growing block of bytes: little-endian integers, variable-length integers, and texts.</summary>
internal sealed class ByteWriter(int capacity = 16)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    /// <summary>Seven bits a byte, lowest first; the high bit says that more follow.</summary>
    public void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    /// <summary>
    /// Length and UTF-8; a text with lone surrogates, which UTF-8 cannot hold, stays as it is in UTF-16. The lowest bit
    /// of the length says which.
    /// </summary>
    public void Text(string text)
    {
        if (IsWellFormed(text))
        {
            var length = Encoding.UTF8.GetByteCount(text);
            Varint((ulong)length << 1);
            Encoding.UTF8.GetBytes(text, Reserve(length));
        }
        else
        {
            Varint(((ulong)text.Length << 2) | 1);
            Bytes(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public static MemoryException TooLarge() =>
        new("The batch holds more than one segment can index (2 GB of words or of vectors): commit in smaller batches.");

    private Span<byte> Reserve(int count)
    {
        var needed = (long)Length + count;
        if (needed > _bytes.Length)
        {
            if (needed > Array.MaxLength) throw TooLarge();
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
        }
        var reserved = _bytes.AsSpan(Length, count);
        Length += count;
        return reserved;
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }
        return true;
    }
}
