namespace Rag.Files.Pictures.Png;

/// <summary>The pixels that one pass over the picture holds: every so many of a row, every so many rows (PNG specification, 8).</summary>
internal readonly record struct PngPass(int Left, int Top, int StepX, int StepY)
{
    /// <summary>The whole picture in one pass.</summary>
    public static IReadOnlyList<PngPass> Whole { get; } = [new(0, 0, 1, 1)];

    /// <summary>The seven passes of Adam7.</summary>
    public static IReadOnlyList<PngPass> Adam7 { get; } =
        [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    public int Columns(int width) => Count(width, Left, StepX);

    public int Rows(int height) => Count(height, Top, StepY);

    private static int Count(int size, int first, int step) => (size - first + step - 1) / step;
}
