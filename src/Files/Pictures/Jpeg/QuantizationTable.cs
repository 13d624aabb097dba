namespace Rag.Files.Pictures.Jpeg;

/// <summary>A quantization table (T.81, B.2.4.1): what each coefficient of a block is multiplied by.</summary>
internal static class QuantizationTable
{
    /// <summary>Reads one table, of bytes or of 16-bit numbers, into the order of a block in memory.</summary>
    public static int[] Parse(ref JpegSegment segment, bool wide)
    {
        var table = new int[BlockOrder.Size];
        for (var k = 0; k < table.Length; k++) table[BlockOrder.FromZigzag[k]] = wide ? segment.UInt16() : segment.Byte();
        return table;
    }
}
