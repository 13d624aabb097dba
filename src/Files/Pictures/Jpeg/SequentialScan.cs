using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rag.Files.Pictures.Jpeg;

/// <summary>A scan that holds its blocks whole (T.81, F.2): each is turned into samples as soon as it is decoded.</summary>
internal sealed class SequentialScan(JpegFrame frame, JpegScan scan) : ScanDecoder(frame, scan)
{
    private readonly short[] _block = new short[BlockOrder.Size];

    protected override void DecodeBlock(ref BitReader reader, ScanComponent component, int row, int column)
    {
        Array.Clear(_block);
        _block[0] = (short)DecodeDc(ref reader, component);
        if (DecodeAc(ref reader, component.Ac!)) component.Component.Transform(_block, row, column);
        else component.Component.Fill(_block[0], row, column);
    }

    // The innermost loop; whether there is any coefficient but the first. The reader is copied so that it stays in registers. No index can leave its array, since the order
    // has entries for every run behind the last coefficient.
    private bool DecodeAc(ref BitReader shared, HuffmanTable table)
    {
        var reader = shared;
        ref var order = ref MemoryMarshal.GetArrayDataReference(BlockOrder.FromZigzag);
        ref var block = ref MemoryMarshal.GetArrayDataReference(_block);
        var (k, any) = (1, false);
        while (k < BlockOrder.Size)
        {
            var value = table.Decode(ref reader, out var symbol);
            if (symbol == 0) break; // no more coefficients
            any = true;
            k += symbol >> 4;
            Unsafe.Add(ref block, Unsafe.Add(ref order, k++)) = (short)value;
        }
        if (k > BlockOrder.Size) throw new InvalidDataException();
        shared = reader;
        return any;
    }
}
