using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Rag.Files.Pictures.Jpeg;

/// <summary>
/// Reads one interval of entropy-coded data, highest bit first. Before each code <see cref="Refill"/> makes sure that at
/// least 32 bits are at hand, enough for the longest code with its magnitude.
/// </summary>
/// <param name="data">The data without stuffed zeros, with <see cref="Padding"/> bytes to spare behind <paramref name="end"/>.</param>
internal ref struct BitReader(ReadOnlySpan<byte> data, int start, int end)
{
    /// <summary>Bytes behind the end that may be loaded, though never used.</summary>
    public const int Padding = 16;

    private readonly ReadOnlySpan<byte> _data = data;
    private readonly int _end = end;
    private int _position = start;
    private int _count;
    private ulong _bits;

    /// <summary>Whether more bits have been consumed than the interval holds.</summary>
    public readonly bool Overran => 8L * _position - _count > 8L * _end;

    /// <summary>Makes at least 32 bits available.</summary>
    /// <exception cref="EndOfStreamException">The interval ended long ago.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        if (_count < 32) Load();
    }

    /// <summary>The next <paramref name="count"/> bits, 1 to 32, as a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Peek(int count) => (int)(_bits >> (64 - count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        _bits <<= count;
        _count -= count;
    }

    /// <summary>The next <paramref name="count"/> bits, 1 to 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int count)
    {
        var bits = Peek(count);
        Skip(count);
        return bits;
    }

    /// <summary>The signed number that magnitude bits stand for (T.81, F.2.2.1): those below half the range are negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Extend(int bits, int count) => bits < 1 << (count - 1) ? bits - (1 << count) + 1 : bits;

    // Eight bytes are or-ed below the bits at hand; those that do not fit whole are loaded again next time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Load()
    {
        if (_position > _end + Padding - sizeof(ulong)) throw new EndOfStreamException();
        _bits |= BinaryPrimitives.ReadUInt64BigEndian(_data[_position..]) >> _count;
        _position += (63 - _count) >> 3;
        _count |= 56;
    }
}
