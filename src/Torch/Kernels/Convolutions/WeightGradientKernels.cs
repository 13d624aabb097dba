using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Matrices;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Convolutions;

/// <summary>
/// An item is a part of the batch; its sums, patches (patch x pixels) times dy^T, are kept as (group, patch, filter).
/// </summary>
internal readonly unsafe struct WeightGradientKernel(ConvolutionShape shape, int parts, float* x, float* dy, float* sums)
    : IKernel
{
    private const int MostRows = 256;

    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        long size = (long)shape.Filters * shape.Patch;
        for (int part = from; part < to; part++)
        {
            float* sum = sums + (part * size);
            for (int g = 0; g < shape.Groups; g++)
                new Span<float>(sum + (g * shape.GroupFilters * (long)shape.Patch), shape.GroupFilters * shape.Patch).Clear();
            int end = (int)((part + 1L) * shape.Batch / parts);
            for (int image = (int)((long)part * shape.Batch / parts); image < end; image++)
            {
                for (int g = 0; g < shape.Groups; g++)
                    Image<V>(image, g, sum + ((long)g * shape.GroupFilters * shape.Patch));
            }
        }
    }

    private void Image<V>(int image, int group, float* sum) where V : struct, ILanes<V>
    {
        int panel = Tile.Columns<V>(), filters = shape.GroupFilters, pixels = shape.OutputPixels;
        int panels = (filters + panel - 1) / panel;
        float* input = x + (image * shape.InputImage) + ((long)group * shape.GroupChannels * shape.Height * shape.Width);
        float* output = dy + (image * shape.OutputImage) + ((long)group * filters * pixels);
        var pieces = (stackalloc PatchBlock.Piece[PatchBlock.MostPixels]);
        using var packed = new Scratch((long)PatchBlock.MostPixels * panels * panel);
        using var patches = new Scratch((long)PatchBlock.MostPixels * MostRows);
        for (int first = 0; first < pixels; first += PatchBlock.MostPixels)
        {
            int count = Math.Min(PatchBlock.MostPixels, pixels - first);
            var block = new PatchBlock(in shape, first, count, PatchBlock.MostPixels, pieces);
            Packing<V>.Panels(new MatrixView(output + first, 1, pixels), filters, 0, panels, count, packed.Pointer);
            for (int k = 0; k < shape.Patch; k += MostRows)
            {
                int rows = Math.Min(MostRows, shape.Patch - k);
                block.Copy<V>(input, k, k + rows, patches.Pointer);
                PanelProduct<V>.Multiply(
                    rows, filters, count, new MatrixView(patches.Pointer, PatchBlock.MostPixels), packed.Pointer,
                    (nint)panel * count, sum + ((nint)k * filters), filters, 1, 1);
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
