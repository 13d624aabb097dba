using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Reductions;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Convolutions;

/// <summary>
/// Convolutions as matrix products over blocks of pixels, whose patches are gathered into a buffer of cache size; arrays
/// are contiguous.
/// </summary>
internal static unsafe class Convolution
{
    /// <summary><paramref name="bias"/>, a number for each filter, may be null.</summary>
    public static void Forward(in ConvolutionShape shape, float* x, float* weight, float* bias, float* y)
    {
        var kernel = new ConvolutionKernel(shape, x, weight, bias, y);
        ThreadTeam.Shared.For(in kernel, kernel.Items);
    }

    /// <summary>Writes the gradient by the input.</summary>
    public static void BackwardInput(in ConvolutionShape shape, float* dy, float* weight, float* dx)
    {
        var flipped = Flipped(shape);
        if (flipped is not { } mirror)
        {
            ThreadTeam.Shared.For(new InputGradientKernel(shape, dy, weight, dx), shape.Batch * shape.Groups);
            return;
        }
        using var mirrored = new Scratch((long)shape.Filters * shape.Patch);
        Mirror(shape, weight, mirrored.Pointer);
        Forward(in mirror, dy, mirrored.Pointer, null, dx);
    }

    /// <summary>Adds the gradient by the weights to <paramref name="dWeight"/>.</summary>
    public static void BackwardWeight(in ConvolutionShape shape, float* x, float* dy, float* dWeight)
    {
        // Parts depend on the shape alone, so a gradient does not depend on the number of threads.
        int parts = new WeightGradientKernel(shape, x, dy, null).Parts;
        using var partial = new Scratch((long)parts * shape.Filters * shape.Patch);
        var kernel = new WeightGradientKernel(shape, x, dy, partial.Pointer);
        ThreadTeam.Shared.For(in kernel, kernel.Items);
        ThreadTeam.Shared.For(new WeightGatherKernel(shape, parts, partial.Pointer, dWeight), shape.Filters, 4);
    }

    /// <summary>Adds the gradient by the bias to <paramref name="dBias"/>.</summary>
    public static void BackwardBias(in ConvolutionShape shape, float* dy, float* dBias)
    {
        using var sums = new Scratch((long)shape.Batch * shape.Filters);
        Reduction.SumRows(shape.Batch * shape.Filters, shape.OutputPixels, dy, shape.OutputPixels, sums.Pointer);
        Reduction.SumColumns(shape.Batch, shape.Filters, sums.Pointer, shape.Filters, dBias, beta: 1);
    }

    /// <summary>With stride 1 the gradient by the input is itself a convolution of dy, with mirrored weights.</summary>
    private static ConvolutionShape? Flipped(in ConvolutionShape shape)
    {
        int y = (shape.Dilation.Y * (shape.KernelHeight - 1)) - shape.Padding.Y;
        int x = (shape.Dilation.X * (shape.KernelWidth - 1)) - shape.Padding.X;
        if (shape.Stride != (1, 1) || y < 0 || x < 0) return null;
        return shape with
        {
            Channels = shape.Filters,
            Filters = shape.Channels,
            Height = shape.OutputHeight,
            Width = shape.OutputWidth,
            Padding = (y, x),
        };
    }

    /// <summary>Exchanges filters and channels within each group and turns each kernel by half a turn.</summary>
    private static void Mirror(in ConvolutionShape shape, float* weight, float* mirrored)
    {
        int taps = shape.KernelHeight * shape.KernelWidth, channels = shape.GroupChannels, filters = shape.GroupFilters;
        for (int g = 0; g < shape.Groups; g++)
        {
            float* from = weight + ((nint)g * filters * channels * taps);
            float* to = mirrored + ((nint)g * filters * channels * taps);
            for (int f = 0; f < filters; f++)
            {
                for (int c = 0; c < channels; c++)
                {
                    for (int t = 0; t < taps; t++)
                        to[((((nint)c * filters) + f) * taps) + t] = from[((((nint)f * channels) + c) * taps) + taps - 1 - t];
                }
            }
        }
    }
}
