namespace Rag.Files.Pictures.Png;

/// <summary>The checksum of chunks (PNG specification, annex D).</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] _table = [.. Enumerable.Range(0, 256).Select(i => Enumerable.Range(0, 8).Aggregate((uint)i, (crc, _) => crc >> 1 ^ ((crc & 1) * Polynomial)))];

    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data) crc = crc >> 8 ^ _table[(byte)(crc ^ b)];
        return ~crc;
    }
}
