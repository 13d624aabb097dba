namespace Rag.Torch.Kernels.Convolutions;

/// <summary>
/// A two-dimensional convolution in PyTorch's layout: input (batch, channels, height, width), weights (filters, channels
/// / groups, kernel height, kernel width). One dimension is a height of 1.
/// </summary>
internal readonly record struct ConvolutionShape
{
    public ConvolutionShape()
    {
    }

    public required int Batch { get; init; }

    public required int Channels { get; init; }

    public required int Height { get; init; }

    public required int Width { get; init; }

    public required int Filters { get; init; }

    public required int KernelHeight { get; init; }

    public required int KernelWidth { get; init; }

    public (int Y, int X) Stride { get; init; } = (1, 1);

    public (int Y, int X) Padding { get; init; }

    public (int Y, int X) Dilation { get; init; } = (1, 1);

    public int Groups { get; init; } = 1;

    public int OutputHeight => Size(Height, KernelHeight, Stride.Y, Padding.Y, Dilation.Y);

    public int OutputWidth => Size(Width, KernelWidth, Stride.X, Padding.X, Dilation.X);

    public int OutputPixels => OutputHeight * OutputWidth;

    public int GroupChannels => Channels / Groups;

    public int GroupFilters => Filters / Groups;

    /// <summary>Numbers under a filter.</summary>
    public int Patch => GroupChannels * KernelHeight * KernelWidth;

    public long InputImage => (long)Channels * Height * Width;

    public long OutputImage => (long)Filters * OutputPixels;

    private static int Size(int input, int kernel, int stride, int padding, int dilation) =>
        Math.Max(0, ((input + (2 * padding) - (dilation * (kernel - 1)) - 1) / stride) + 1);
}
