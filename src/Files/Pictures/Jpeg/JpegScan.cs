namespace Rag.Files.Pictures.Jpeg;

/// <summary>A component's part in a scan: its Huffman tables.</summary>
internal sealed record ScanComponent(JpegComponent Component, HuffmanTable? Dc, HuffmanTable? Ac)
{
    /// <summary>The DC coefficient of the block before, from which the next one differs.</summary>
    public int LastDc { get; set; }
}

/// <summary>
/// The scan header (T.81, B.2.3): which components, which stretch of the zigzag (<paramref name="First"/>..<paramref name="Last"/>),
/// and in a progressive frame which bits (down to <paramref name="Low"/>, refining what was known down to <paramref name="High"/>).
/// </summary>
internal sealed record JpegScan(IReadOnlyList<ScanComponent> Components, int First, int Last, int High, int Low)
{
    private const int MostBlocksInUnit = 10;

    public static JpegScan Parse(ref JpegSegment segment, JpegFrame frame, HuffmanTable?[] dc, HuffmanTable?[] ac)
    {
        var count = segment.Byte();
        if (count is 0 or > 4 || count > frame.Components.Count) throw segment.Damaged($"a scan of {count} components");
        var components = new ScanComponent[count];
        for (var i = 0; i < count; i++)
        {
            var (id, tables) = (segment.Byte(), segment.Byte());
            var component = frame.Components.FirstOrDefault(c => c.Id == id) ?? throw segment.Damaged($"a scan of a component {id} that the frame lacks");
            if (tables >> 4 > 3 || (tables & 15) > 3) throw segment.Damaged("a Huffman table's number over 3");
            components[i] = new ScanComponent(component, dc[tables >> 4], ac[tables & 15]);
        }
        if (components.DistinctBy(c => c.Component).Count() < count) throw segment.Damaged("a scan that names a component twice");
        if (count > 1 && components.Sum(c => c.Component.Horizontal * c.Component.Vertical) > MostBlocksInUnit)
            throw segment.Damaged($"a scan of more than {MostBlocksInUnit} blocks in a unit");
        var (first, last, bits) = (segment.Byte(), segment.Byte(), segment.Byte());
        var scan = frame.IsProgressive
            ? new JpegScan(components, first, last, bits >> 4, bits & 15)
            : new JpegScan(components, 0, BlockOrder.Size - 1, 0, 0);
        scan.Check(ref segment, frame.IsProgressive);
        return scan;
    }

    private void Check(ref JpegSegment segment, bool progressive)
    {
        var fits = First == 0 ? !progressive || Last == 0 : First <= Last && Last < BlockOrder.Size && Components.Count == 1;
        if (!fits || Low > 13 || (High > 0 && High != Low + 1)) throw segment.Damaged($"a scan of coefficients {First} to {Last}, bits {High} to {Low}");
        var (needsDc, needsAc) = (First == 0 && High == 0, Last > 0);
        if (Components.Any(c => (needsDc && c.Dc is null) || (needsAc && c.Ac is null))) throw segment.Damaged("a scan before its Huffman table");
    }
}
