using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Matrices;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Convolutions;

/// <summary>
/// An item is a part of the batch and a slice of the channels; its sums, patches (patch x pixels) times dy^T, are kept as
/// (part, group, patch, filter).
/// </summary>
internal readonly unsafe struct WeightGradientKernel(ConvolutionShape shape, float* x, float* dy, float* sums) : IKernel
{
    private const int MostRows = 144;
    private const int MostPixels = 2 * PatchBlock.MostPixels;
    private const int SliceChannels = 64;

    /// <summary>Parts of the batch: few enough to have pixels to sum over, many enough for threads.</summary>
    public int Parts => (int)Math.Clamp((long)shape.Batch * shape.OutputPixels / 4096, 1, Math.Clamp(shape.Batch, 1, 8));

    public int Items => Parts * Slices;

    private int Slices => (shape.GroupChannels + SliceChannels - 1) / SliceChannels;

    /// <summary>Images whose pixels are summed over at a time: several where they are small.</summary>
    private int Together => Math.Max(1, MostPixels / Math.Max(1, shape.OutputPixels));

    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        int taps = shape.KernelHeight * shape.KernelWidth;
        for (int item = from; item < to; item++)
        {
            var (part, slice) = Math.DivRem(item, Slices);
            int first = slice * SliceChannels, channels = Math.Min(SliceChannels, shape.GroupChannels - first);
            int end = (int)((part + 1L) * shape.Batch / Parts);
            for (int group = 0; group < shape.Groups; group++)
            {
                long row = (((long)part * shape.Groups) + group) * shape.Patch;
                float* sum = sums + ((row + (first * taps)) * shape.GroupFilters);
                new Span<float>(sum, channels * taps * shape.GroupFilters).Clear();
                for (int image = (int)((long)part * shape.Batch / Parts); image < end; image += Together)
                    Images<V>(image, Math.Min(Together, end - image), group, first, channels, sum);
            }
        }
    }

    private void Images<V>(int image, int images, int group, int firstChannel, int channelCount, float* sum)
        where V : struct, ILanes<V>
    {
        int panel = Tile.Columns<V>(), filters = shape.GroupFilters, pixels = shape.OutputPixels;
        int panels = (filters + panel - 1) / panel, taps = shape.KernelHeight * shape.KernelWidth;
        int most = Math.Clamp(MostRows / taps, 1, channelCount), row = images * Math.Min(pixels, MostPixels);
        nint plane = (nint)shape.Height * shape.Width;
        float* input = x + (image * shape.InputImage) + (((group * shape.GroupChannels) + firstChannel) * plane);
        float* output = dy + (image * shape.OutputImage) + ((long)group * filters * pixels);
        using var packed = new Scratch((long)row * panels * panel);
        using var patches = new Scratch((long)row * most * taps);
        for (int first = 0; first < pixels; first += MostPixels)
        {
            int count = Math.Min(MostPixels, pixels - first), all = images * count;
            for (int i = 0; i < images; i++)
            {
                for (int p = 0; p < panels; p++)
                {
                    var gradients = new MatrixView(output + (i * shape.OutputImage) + first, 1, pixels).From(0, p * panel);
                    float* to = packed.Pointer + ((((nint)p * all) + ((nint)i * count)) * panel);
                    Packing<V>.Panels(gradients, Math.Min(panel, filters - (p * panel)), 0, 1, count, to);
                }
            }
            for (int channel = 0; channel < channelCount; channel += most)
            {
                int channels = Math.Min(most, channelCount - channel);
                for (int i = 0; i < images; i++)
                {
                    using var block = new PatchBlock(in shape, first, count, all, i * count);
                    block.Copy<V>(input + (i * shape.InputImage) + (channel * plane), channels, patches.Pointer);
                }
                PanelProduct<V>.Multiply(
                    channels * taps, filters, all, new MatrixView(patches.Pointer, all), packed.Pointer,
                    (nint)panel * all, sum + ((nint)channel * taps * filters), filters, 1, 1);
            }
        }
    }
}

/// <summary>Adds the parts' sums to the gradient, an item for each filter.</summary>
internal readonly unsafe struct WeightGatherKernel(ConvolutionShape shape, int parts, float* sums, float* dWeight) : IKernel
{
    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        int filters = shape.GroupFilters;
        long size = (long)shape.Filters * shape.Patch;
        for (int filter = from; filter < to; filter++)
        {
            var (group, f) = Math.DivRem(filter, filters);
            float* source = sums + ((long)group * filters * shape.Patch) + f;
            float* target = dWeight + ((long)filter * shape.Patch);
            for (int part = 0; part < parts; part++, source += size)
            {
                for (int k = 0; k < shape.Patch; k++) target[k] += source[(nint)k * filters];
            }
        }
    }
}
