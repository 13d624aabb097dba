namespace Rag.Files.Pictures.Jpeg;

/// <summary>
/// The entropy-coded data of one scan with the stuffed zeros taken out, cut into its restart intervals (T.81, B.1.1.5 and
/// E.1.4), so that reading bits needs no look at markers.
/// </summary>
internal sealed class EntropyData
{
    private const byte Restart0 = (byte)JpegMarker.Restart0, Restart7 = (byte)JpegMarker.Restart7;

    private readonly byte[] _data;
    private readonly List<int> _ends = [];

    private EntropyData(int longest) => _data = new byte[longest + BitReader.Padding];

    /// <summary>Where in the file the scan ends: at a marker, or at the end of the file.</summary>
    public int EndOffset { get; private set; }

    public int Intervals => _ends.Count;

    public BitReader Read(int interval) => new(_data, interval == 0 ? 0 : _ends[interval - 1], _ends[interval]);

    /// <summary>Takes the data from <paramref name="start"/> to the next marker that ends a scan.</summary>
    public static EntropyData Parse(ReadOnlySpan<byte> file, int start)
    {
        var end = FindEnd(file, start);
        var entropy = new EntropyData(end - start) { EndOffset = end };
        var (from, to) = (start, 0);
        while (from < end)
        {
            var run = file[from..end].IndexOf((byte)0xFF);
            if (run < 0) run = end - from;
            file.Slice(from, run).CopyTo(entropy._data.AsSpan(to));
            (from, to) = (from + run, to + run);
            if (from >= end) break;
            var code = from + 1 < end ? file[from + 1] : 0xFF;
            if (code == 0) entropy._data[to++] = 0xFF;
            else if (code != 0xFF) entropy._ends.Add(to);
            from += code == 0xFF ? 1 : 2; // a fill byte may stand before a marker
        }
        entropy._ends.Add(to);
        return entropy;
    }

    private static int FindEnd(ReadOnlySpan<byte> file, int start)
    {
        for (var at = start; ;)
        {
            var run = file[at..].IndexOf((byte)0xFF);
            if (run < 0 || at + run + 1 >= file.Length) return file.Length;
            at += run;
            var code = file[at + 1];
            if (code is not (0 or 0xFF or (>= Restart0 and <= Restart7))) return at;
            at += code == 0xFF ? 1 : 2;
        }
    }
}
