namespace Rag.Files.Pictures.Jpeg;

/// <summary>Walks through the blocks of a scan in the order of T.81, A.2, interval by interval.</summary>
internal abstract class ScanDecoder(JpegFrame frame, JpegScan scan)
{
    protected JpegScan Scan { get; } = scan;

    /// <summary>Decodes the scan, starting anew every <paramref name="restartInterval"/> units if that is not 0.</summary>
    /// <exception cref="EndOfStreamException">The data ends before the scan.</exception>
    /// <exception cref="InvalidDataException">The data is no code of the scan's tables.</exception>
    public void Decode(EntropyData data, int restartInterval)
    {
        // A scan of one component holds only blocks of the picture, without padding to whole units.
        var single = Scan.Components.Count == 1 ? Scan.Components[0] : null;
        var (wide, high) = single is null ? (frame.UnitsWide, frame.UnitsHigh) : (single.Component.BlocksWide, single.Component.BlocksHigh);
        var (unit, units) = (0, wide * high);
        for (var interval = 0; unit < units; interval++)
        {
            if (interval == data.Intervals) throw new EndOfStreamException();
            var reader = data.Read(interval);
            Restart();
            var end = restartInterval == 0 ? units : Math.Min(units, unit + restartInterval);
            for (; unit < end; unit++)
            {
                var (row, column) = (unit / wide, unit % wide);
                if (single is not null) DecodeBlock(ref reader, single, row, column);
                else DecodeUnit(ref reader, row, column);
                if (reader.Overran) throw new EndOfStreamException();
            }
        }
    }

    protected abstract void DecodeBlock(ref BitReader reader, ScanComponent component, int row, int column);

    protected virtual void Restart()
    {
        foreach (var component in Scan.Components) component.LastDc = 0;
    }

    /// <summary>The DC coefficient, coded as its difference from the last (T.81, F.2.2.1).</summary>
    protected static int DecodeDc(ref BitReader reader, ScanComponent component)
    {
        var difference = component.Dc!.Decode(ref reader, out var size);
        if (size > 15) throw new InvalidDataException();
        return component.LastDc += difference;
    }

    private void DecodeUnit(ref BitReader reader, int row, int column)
    {
        foreach (var component in Scan.Components)
        {
            var (horizontal, vertical) = (component.Component.Horizontal, component.Component.Vertical);
            for (var y = 0; y < vertical; y++)
            {
                for (var x = 0; x < horizontal; x++) DecodeBlock(ref reader, component, row * vertical + y, column * horizontal + x);
            }
        }
    }
}
