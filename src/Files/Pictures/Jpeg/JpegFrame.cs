namespace Rag.Files.Pictures.Jpeg;

/// <summary>The frame header (T.81, B.2.2): the picture's size and its components.</summary>
internal sealed class JpegFrame
{
    private const int MaxSampling = 4;

    private JpegFrame(bool progressive, int width, int height, JpegComponent[] components)
    {
        (IsProgressive, Width, Height, Components) = (progressive, width, height, components);
        MaxHorizontal = components.Max(c => c.Horizontal);
        MaxVertical = components.Max(c => c.Vertical);
    }

    public bool IsProgressive { get; }

    public int Width { get; }

    public int Height { get; }

    public IReadOnlyList<JpegComponent> Components { get; }

    public int MaxHorizontal { get; }

    public int MaxVertical { get; }

    /// <summary>Interleaved units in a row: blocks of all components for the same part of the picture.</summary>
    public int UnitsWide => DivideUp(Width, 8 * MaxHorizontal);

    public int UnitsHigh => DivideUp(Height, 8 * MaxVertical);

    /// <summary>Reads a frame header and, where its size is plausible, allocates for the picture.</summary>
    /// <param name="dataLength">The bytes of the file that follow; a block takes at least a bit of them.</param>
    public static JpegFrame Parse(ref JpegSegment segment, bool progressive, long dataLength)
    {
        var precision = segment.Byte();
        if (precision != 8) throw segment.Refuse($"has {precision} bits a sample, of which only 8 can be read; convert it to PNG");
        var (height, width) = (segment.UInt16(), segment.UInt16());
        if (height == 0) throw segment.Refuse("gives its height only after the data; convert it to PNG");
        segment.CheckSize(width, height);
        var components = new JpegComponent[segment.Byte()];
        if (components.Length is not (1 or 3 or 4)) throw segment.Refuse($"has {components.Length} components, where 1, 3 or 4 are known; convert it to PNG");
        for (var i = 0; i < components.Length; i++)
        {
            var (id, sampling, quantization) = (segment.Byte(), segment.Byte(), segment.Byte());
            var (horizontal, vertical) = (sampling >> 4, sampling & 15);
            if (horizontal is 0 or > MaxSampling || vertical is 0 or > MaxSampling) throw segment.Damaged($"sampling factors {horizontal} x {vertical}");
            components[i] = new JpegComponent(id, horizontal, vertical, quantization);
        }
        if (components.Length == 1) components[0] = new JpegComponent(components[0].Id, 1, 1, components[0].QuantizationIndex);
        if (components.DistinctBy(c => c.Id).Count() < components.Length) throw segment.Damaged("two components of the same name");
        var frame = new JpegFrame(progressive, width, height, components);
        var blocks = (long)frame.UnitsWide * frame.UnitsHigh * components.Sum(c => c.Horizontal * c.Vertical);
        if (blocks > 8 * dataLength) throw segment.Damaged($"{width:N0} x {height:N0} pixels claimed, with {dataLength:N0} bytes of data");
        foreach (var component in components) component.Allocate(frame);
        return frame;
    }

    /// <summary>How many samples cover <paramref name="size"/> pixels at a sampling factor of so many out of the largest.</summary>
    public static int Samples(int size, int factor, int largest) => DivideUp(size * factor, largest);

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;
}
