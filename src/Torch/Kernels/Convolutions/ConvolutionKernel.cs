using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Functions;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Matrices;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Convolutions;

/// <summary>An item is a block of output pixels of one group of one image: weights (filters x patch) times patches.</summary>
internal readonly unsafe struct ConvolutionKernel(
    ConvolutionShape shape, float* x, float* weight, float* bias, float* y) : IKernel
{
    private const int KStretch = 512;

    public int Items => checked(shape.Batch * shape.Groups * Blocks);

    private int Blocks => (shape.OutputPixels + PatchBlock.MostPixels - 1) / PatchBlock.MostPixels;

    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int item = from; item < to; item++)
        {
            var (plane, block) = Math.DivRem(item, Blocks);
            var (image, group) = Math.DivRem(plane, shape.Groups);
            int first = block * PatchBlock.MostPixels;
            Block<V>(image, group, first, Math.Min(PatchBlock.MostPixels, shape.OutputPixels - first));
        }
    }

    private void Block<V>(int image, int group, int first, int count) where V : struct, ILanes<V>
    {
        int panel = Tile.Columns<V>(), panels = (count + panel - 1) / panel;
        int filters = shape.GroupFilters, pixels = shape.OutputPixels;
        using var patches = new PatchBlock(in shape, first, count, panel);
        float* input = x + (image * shape.InputImage) + ((long)group * shape.GroupChannels * shape.Height * shape.Width);
        float* output = y + (image * shape.OutputImage) + ((long)group * filters * pixels) + first;
        float* filter = weight + ((long)group * filters * shape.Patch);
        int taps = shape.KernelHeight * shape.KernelWidth, plane = shape.Height * shape.Width;
        int most = Math.Clamp(KStretch / taps, 1, shape.GroupChannels);
        using var packed = new Scratch((long)panels * panel * most * taps);
        for (int channel = 0; channel < shape.GroupChannels; channel += most)
        {
            int channels = Math.Min(most, shape.GroupChannels - channel), k = channels * taps;
            patches.Copy<V>(input + ((nint)channel * plane), channels, packed.Pointer);
            PanelProduct<V>.Multiply(
                filters, count, k, new MatrixView(filter + ((nint)channel * taps), shape.Patch), packed.Pointer,
                (nint)panel * k, output, pixels, 1, channel == 0 ? 0 : 1);
        }
        if (bias == null) return;
        for (int f = 0; f < filters; f++)
        {
            float* row = output + ((nint)f * pixels);
            Elementwise.Map(new Affine(1, bias[(group * filters) + f]), row, row, count);
        }
    }
}
