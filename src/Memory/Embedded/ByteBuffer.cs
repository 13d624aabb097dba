using System.Runtime.InteropServices;
using System.Text;

namespace Rag.Memory.Embedded;

/// <summary>A growing run of bytes. Integers are written in base 128, seven bits a byte, low bits first.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes = new byte[16];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Appends a number of 0 or more.</summary>
    public void Add(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        Reserve(5);
        for (; number >= 0x80; number >>= 7) _bytes[Length++] = (byte)(number | 0x80);
        _bytes[Length++] = (byte)number;
    }

    /// <summary>Appends a text: its length in UTF-8, then its bytes.</summary>
    public void Add(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Add(length);
        Reserve(length);
        Length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(Length));
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Appends numbers of fixed width, in the machine's (little-endian) order, for reading in place.</summary>
    public void AppendArray(IReadOnlyList<int> numbers) => Append(MemoryMarshal.AsBytes<int>(numbers.ToArray()));

    private void Reserve(int count)
    {
        if (Length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(Length + count, _bytes.Length * 2));
    }
}

/// <summary>Reads what a <see cref="ByteBuffer"/> wrote.</summary>
/// <exception cref="InvalidDataException">The bytes end early or hold no such number.</exception>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    public readonly bool AtEnd => _left.IsEmpty;

    public int ReadInt()
    {
        var number = 0;
        for (var (i, shift) = (0, 0); i < _left.Length && shift < 35; i++, shift += 7)
        {
            number |= (_left[i] & 0x7F) << shift;
            if (_left[i] >= 0x80) continue;
            _left = _left[(i + 1)..];
            return number >= 0 ? number : throw new InvalidDataException("a number is too large");
        }
        throw new InvalidDataException("a number has no end");
    }

    public string ReadString()
    {
        var length = ReadInt();
        if (length > _left.Length) throw new InvalidDataException("a text runs past the end");
        var text = Encoding.UTF8.GetString(_left[..length]);
        _left = _left[length..];
        return text;
    }
}
