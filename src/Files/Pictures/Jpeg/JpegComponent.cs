namespace Rag.Files.Pictures.Jpeg;

/// <summary>One component of a frame: its sampling, its blocks and, once decoded, its samples.</summary>
internal sealed class JpegComponent(int id, int horizontal, int vertical, int quantizationIndex)
{
    public int Id { get; } = id;

    /// <summary>Blocks in a row of an interleaved unit; the sampling factor H.</summary>
    public int Horizontal { get; } = horizontal;

    /// <summary>Rows of blocks in an interleaved unit; the sampling factor V.</summary>
    public int Vertical { get; } = vertical;

    public int QuantizationIndex { get; } = quantizationIndex;

    /// <summary>Samples that belong to the picture.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Blocks with samples of the picture in them; what a scan of this component alone holds.</summary>
    public int BlocksWide => (Width + 7) / 8;

    public int BlocksHigh => (Height + 7) / 8;

    /// <summary>Blocks in memory: whole units of interleaved scans.</summary>
    public int StoredBlocksWide { get; private set; }

    public int StoredBlocksHigh { get; private set; }

    /// <summary>Samples in a row in memory.</summary>
    public int Stride => 8 * StoredBlocksWide;

    /// <summary>The samples, <see cref="Stride"/> a row, 8 * <see cref="StoredBlocksHigh"/> rows.</summary>
    public byte[] Samples { get; private set; } = [];

    /// <summary>The coefficients, block after block, of a progressive frame, whose scans refine them; otherwise empty.</summary>
    public short[] Coefficients { get; private set; } = [];

    /// <summary>What each coefficient is multiplied by; set by the first scan that holds the component.</summary>
    public int[]? Quantization { get; set; }

    /// <summary>Allocates what the component holds of a frame.</summary>
    public void Allocate(JpegFrame frame)
    {
        Width = JpegFrame.Samples(frame.Width, Horizontal, frame.MaxHorizontal);
        Height = JpegFrame.Samples(frame.Height, Vertical, frame.MaxVertical);
        (StoredBlocksWide, StoredBlocksHigh) = (frame.UnitsWide * Horizontal, frame.UnitsHigh * Vertical);
        var samples = checked(StoredBlocksWide * StoredBlocksHigh * BlockOrder.Size);
        Samples = GC.AllocateUninitializedArray<byte>(samples);
        if (frame.IsProgressive) Coefficients = new short[samples];
    }

    /// <summary>The coefficients of a block of a progressive frame.</summary>
    public Span<short> Block(int row, int column) =>
        Coefficients.AsSpan((row * StoredBlocksWide + column) * BlockOrder.Size, BlockOrder.Size);

    /// <summary>Turns a block's coefficients into its samples.</summary>
    public void Transform(ReadOnlySpan<short> block, int row, int column) =>
        InverseDct.Transform(block, Quantization, Samples.AsSpan(8 * (row * Stride + column)), Stride);

    /// <summary>Gives a block without other coefficients than the first its samples, all the same.</summary>
    public void Fill(short dc, int row, int column)
    {
        var sample = InverseDct.Flat(dc * Quantization![0]);
        for (var y = 0; y < 8; y++) Samples.AsSpan(8 * (row * Stride + column) + y * Stride, 8).Fill(sample);
    }

    /// <summary>Turns the coefficients of all blocks of a progressive frame, whose scans are read, into samples.</summary>
    public void TransformAll()
    {
        for (var row = 0; row < StoredBlocksHigh; row++)
        {
            for (var column = 0; column < StoredBlocksWide; column++) Transform(Block(row, column), row, column);
        }
    }
}
