using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Matrices;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Convolutions;

/// <summary>
/// An item is one group of one image: patches of gradients, weights^T (patch x filters) times dy, are added back to the
/// pixels they came from. Serves strides; without one, a mirrored convolution is faster.
/// </summary>
internal readonly unsafe struct InputGradientKernel(ConvolutionShape shape, float* dy, float* weight, float* dx) : IKernel
{
    private const int MostRows = 256;

    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int item = from; item < to; item++)
        {
            var (image, group) = Math.DivRem(item, shape.Groups);
            Image<V>(image, group);
        }
    }

    private void Image<V>(int image, int group) where V : struct, ILanes<V>
    {
        int panel = Tile.Columns<V>(), filters = shape.GroupFilters, pixels = shape.OutputPixels;
        int plane = shape.Height * shape.Width;
        float* input = dx + (image * shape.InputImage) + ((long)group * shape.GroupChannels * plane);
        float* output = dy + (image * shape.OutputImage) + ((long)group * filters * pixels);
        float* filter = weight + ((long)group * filters * shape.Patch);
        new Span<float>(input, shape.GroupChannels * plane).Clear();
        int taps = shape.KernelHeight * shape.KernelWidth, most = Math.Clamp(MostRows / taps, 1, shape.GroupChannels);
        using var packed = new Scratch((long)PatchBlock.MostPixels * filters);
        using var patches = new Scratch((long)PatchBlock.MostPixels * most * taps);
        for (int first = 0; first < pixels; first += PatchBlock.MostPixels)
        {
            int count = Math.Min(PatchBlock.MostPixels, pixels - first), panels = (count + panel - 1) / panel;
            using var block = new PatchBlock(in shape, first, count, PatchBlock.MostPixels);
            Packing<V>.Panels(new MatrixView(output + first, pixels), count, 0, panels, filters, packed.Pointer);
            for (int channel = 0; channel < shape.GroupChannels; channel += most)
            {
                int channels = Math.Min(most, shape.GroupChannels - channel);
                PanelProduct<V>.Multiply(
                    channels * taps, count, filters, new MatrixView(filter + ((nint)channel * taps), 1, shape.Patch),
                    packed.Pointer, (nint)panel * filters, patches.Pointer, PatchBlock.MostPixels);
                block.AddBack<V>(input + ((nint)channel * plane), channels, patches.Pointer);
            }
        }
    }
}
