using System.Buffers.Binary;
using System.Numerics;

namespace Rag.Memory;

/// <summary>CRC-32C (Castagnoli), as in RFC 3720.</summary>
internal static class Checksum
{
    /// <summary>The state before the first byte.</summary>
    public const uint Start = uint.MaxValue;

    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Continue(Start, bytes));

    public static uint Continue(uint state, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var single in bytes) state = BitOperations.Crc32C(state, single);
        return state;
    }

    public static uint Finish(uint state) => ~state;
}
