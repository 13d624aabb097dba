namespace Rag.Files.Pictures.Jpeg;

/// <summary>
/// A scan that adds to what is known of its blocks (T.81, G.1.2 and G.2): the first bits of a stretch of the zigzag, or one
/// more bit of coefficients known already.
/// </summary>
internal sealed class ProgressiveScan(JpegFrame frame, JpegScan scan) : ScanDecoder(frame, scan)
{
    private int _emptyBlocks; // blocks to come that hold nothing new but refinements: the "end of band" run

    protected override void Restart()
    {
        base.Restart();
        _emptyBlocks = 0;
    }

    protected override void DecodeBlock(ref BitReader reader, ScanComponent component, int row, int column)
    {
        var block = component.Component.Block(row, column);
        switch (Scan)
        {
            case { First: 0, High: 0 }: block[0] = (short)(DecodeDc(ref reader, component) << Scan.Low); break;
            case { First: 0 }: RefineDc(ref reader, block); break;
            case { High: 0 }: DecodeAc(ref reader, component.Ac!, block); break;
            default: RefineAc(ref reader, component.Ac!, block); break;
        }
    }

    private void RefineDc(ref BitReader reader, Span<short> block)
    {
        reader.Refill();
        block[0] |= (short)(reader.Take(1) << Scan.Low);
    }

    private void DecodeAc(ref BitReader reader, HuffmanTable table, Span<short> block)
    {
        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            return;
        }
        var order = BlockOrder.FromZigzag;
        for (var k = Scan.First; k <= Scan.Last; k++)
        {
            var value = table.Decode(ref reader, out var symbol);
            if (EndsBand(symbol))
            {
                _emptyBlocks = EndOfBandRun(ref reader, symbol) - 1;
                return;
            }
            k += symbol >> 4;
            if (k > Scan.Last) throw new InvalidDataException();
            if (value != 0) block[order[k]] = (short)(value << Scan.Low);
        }
    }

    private void RefineAc(ref BitReader reader, HuffmanTable table, Span<short> block)
    {
        var k = Scan.First;
        while (_emptyBlocks == 0 && k <= Scan.Last)
        {
            var sign = table.Decode(ref reader, out var symbol);
            if (EndsBand(symbol))
            {
                _emptyBlocks = EndOfBandRun(ref reader, symbol);
                break;
            }
            if (Math.Abs(sign) > 1) throw new InvalidDataException(); // a coefficient becomes known with its highest bit
            k = RefineUntil(ref reader, block, k, zeros: symbol >> 4);
            if (k > Scan.Last) throw new InvalidDataException();
            block[BlockOrder.FromZigzag[k++]] = (short)(sign << Scan.Low);
        }
        if (_emptyBlocks == 0) return;
        RefineUntil(ref reader, block, k, zeros: BlockOrder.Size);
        _emptyBlocks--;
    }

    /// <summary>Refines what is known of the block until so many unknown coefficients are passed; gives the place of the next unknown.</summary>
    private int RefineUntil(ref BitReader reader, Span<short> block, int k, int zeros)
    {
        var bit = 1 << Scan.Low;
        for (; k <= Scan.Last; k++)
        {
            ref var coefficient = ref block[BlockOrder.FromZigzag[k]];
            if (coefficient == 0)
            {
                if (zeros-- == 0) break;
                continue;
            }
            reader.Refill();
            if (reader.Take(1) == 1 && (coefficient & bit) == 0) coefficient += (short)(coefficient > 0 ? bit : -bit);
        }
        return k;
    }

    private static bool EndsBand(int symbol) => (symbol & 15) == 0 && symbol < 0xF0;

    private static int EndOfBandRun(ref BitReader reader, int symbol)
    {
        var bits = symbol >> 4;
        return bits == 0 ? 1 : (1 << bits) + reader.Take(bits);
    }
}
