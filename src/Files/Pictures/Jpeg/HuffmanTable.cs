using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rag.Files.Pictures.Jpeg;

/// <summary>
/// A Huffman table (T.81, annex C and F.2.2.3) whose lookup by the next <see cref="LookupBits"/> bits gives, where they
/// suffice, the coefficient itself: code and magnitude bits are consumed in one step.
/// </summary>
internal sealed class HuffmanTable
{
    private const int LookupBits = 10;
    private const int LongestCode = 16;

    private readonly byte[] _symbols;
    private readonly int[] _firstIndex = new int[LongestCode + 1];
    private readonly int[] _firstCode = new int[LongestCode + 1];
    private readonly int[] _endCode = new int[LongestCode + 1];

    // By the next bits: bits to consume in the lowest byte, the symbol in the next, the coefficient in the upper half, which is 0
    // where the magnitude bits are not among the bits to consume. The whole entry is 0 where the code is longer.
    private readonly int[] _lookup = new int[1 << LookupBits];

    private HuffmanTable(byte[] symbols) => _symbols = symbols;

    /// <summary>Reads one table: the count of codes of each length, then the symbols in the order of their codes.</summary>
    public static HuffmanTable Parse(ref JpegSegment segment)
    {
        var counts = segment.Take(LongestCode);
        var total = 0;
        foreach (var count in counts) total += count;
        if (total > 256) throw segment.Damaged("a Huffman table of more than 256 codes");
        var table = new HuffmanTable(segment.Take(total).ToArray());
        var (code, index) = (0, 0);
        for (var length = 1; length <= LongestCode; length++)
        {
            (table._firstIndex[length], table._firstCode[length]) = (index, code);
            for (var i = 0; i < counts[length - 1]; i++) table.Enter(code++, length, index++);
            if (code > 1 << length) throw segment.Damaged("a Huffman table with more codes than their lengths allow");
            table._endCode[length] = code;
            code <<= 1;
        }
        return table;
    }

    /// <summary>
    /// The next code's symbol, whose lower half counts the magnitude bits behind it, and the number these stand for
    /// (0 if there are none).
    /// </summary>
    /// <exception cref="InvalidDataException">The next bits are no code of this table.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decode(ref BitReader reader, out int symbol)
    {
        reader.Refill();
        // Peek gives LookupBits bits: the index cannot leave the array.
        var entry = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_lookup), reader.Peek(LookupBits));
        if (entry == 0) entry = FindLong(reader.Peek(LongestCode));
        reader.Skip(entry & 0xFF);
        symbol = entry >> 8 & 0xFF;
        var value = entry >> 16;
        var size = symbol & 15;
        if (value == 0 && size > 0) value = BitReader.Extend(reader.Take(size), size);
        return value;
    }

    private int FindLong(int bits)
    {
        for (var length = LookupBits + 1; length <= LongestCode; length++)
        {
            var code = bits >> (LongestCode - length);
            if (code < _endCode[length]) return _symbols[_firstIndex[length] + code - _firstCode[length]] << 8 | length;
        }
        throw new InvalidDataException();
    }

    private void Enter(int code, int length, int index)
    {
        if (length > LookupBits || code >= 1 << length) return;
        var symbol = _symbols[index];
        var free = LookupBits - length;
        var magnitude = symbol & 15;
        for (var rest = 0; rest < 1 << free; rest++)
        {
            var entry = symbol << 8 | length;
            if (magnitude > 0 && magnitude <= free)
                entry = BitReader.Extend(rest >> (free - magnitude), magnitude) << 16 | symbol << 8 | (length + magnitude);
            _lookup[code << free | rest] = entry;
        }
    }
}
