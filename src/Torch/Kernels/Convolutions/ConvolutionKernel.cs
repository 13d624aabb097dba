using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Lanes;
using Rag.Torch.Kernels.Matrices;
using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Convolutions;

/// <summary>
/// An item is a block of output pixels of one group of one image, or of several images that are small: weights (filters x
/// patch) times patches.
/// </summary>
internal readonly unsafe struct ConvolutionKernel(
    ConvolutionShape shape, float* x, float* weight, float* bias, float* y) : IKernel
{
    private const int KStretch = 512;

    /// <summary>Nine panels of 32: two images of 12 x 12 or eight of 6 x 6 leave no lane idle.</summary>
    private const int MostPixels = 288;

    private const int FewestParts = 8;

    public int Items => checked((shape.Batch + Together - 1) / Together * shape.Groups * Blocks);

    private int Blocks => (shape.OutputPixels + MostPixels - 1) / MostPixels;

    /// <summary>Images of a block.</summary>
    private int Together =>
        Math.Clamp(MostPixels / Math.Max(1, shape.OutputPixels), 1, Math.Max(1, shape.Batch / FewestParts));

    public void Run<V>(int from, int to) where V : struct, ILanes<V>
    {
        for (int item = from; item < to; item++)
        {
            var (plane, block) = Math.DivRem(item, Blocks);
            var (part, group) = Math.DivRem(plane, shape.Groups);
            int image = part * Together, first = block * MostPixels;
            Block<V>(
                image, Math.Min(Together, shape.Batch - image), group, first, Math.Min(MostPixels, shape.OutputPixels - first));
        }
    }

    private void Block<V>(int image, int images, int group, int first, int count) where V : struct, ILanes<V>
    {
        int all = images * count, panel = Tile.Columns<V>(), panels = (all + panel - 1) / panel;
        int filters = shape.GroupFilters, pixels = shape.OutputPixels;
        float* input = x + (image * shape.InputImage) + ((long)group * shape.GroupChannels * shape.Height * shape.Width);
        float* output = y + (image * shape.OutputImage) + ((long)group * filters * pixels) + first;
        float* filter = weight + ((long)group * filters * shape.Patch);
        int taps = shape.KernelHeight * shape.KernelWidth, plane = shape.Height * shape.Width;
        int most = Math.Clamp(KStretch / taps, 1, shape.GroupChannels);
        using var packed = new Scratch((long)panels * panel * most * taps);
        // The pixels of one image lie as the product does; those of several are put apart afterwards.
        using var together = new Scratch(images == 1 ? 0 : (long)filters * all);
        float* product = images == 1 ? output : together.Pointer;
        int row = images == 1 ? pixels : all;
        for (int channel = 0; channel < shape.GroupChannels; channel += most)
        {
            int channels = Math.Min(most, shape.GroupChannels - channel), k = channels * taps;
            for (int i = 0; i < images; i++)
            {
                using var patches = new PatchBlock(in shape, first, count, panel, i * count);
                patches.Copy<V>(input + (i * shape.InputImage) + ((nint)channel * plane), channels, packed.Pointer);
            }
            PanelProduct<V>.Multiply(
                filters, all, k, new MatrixView(filter + ((nint)channel * taps), shape.Patch), packed.Pointer,
                (nint)panel * k, product, row, 1, channel == 0 ? 0 : 1);
        }
        if (images == 1 && bias == null) return;
        for (int f = 0; f < filters; f++)
        {
            float offset = bias == null ? 0 : bias[(group * filters) + f];
            for (int i = 0; i < images; i++)
            {
                float* target = output + (i * shape.OutputImage) + ((nint)f * pixels);
                Add<V>(product + ((nint)f * row) + (i * count), offset, target, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<V>(float* from, float offset, float* to, int count) where V : struct, ILanes<V>
    {
        var same = V.Broadcast(offset);
        for (int i = 0; i < count; i += V.Count)
        {
            int width = Math.Min(V.Count, count - i);
            (V.LoadPartial(from + i, width) + same).StorePartial(to + i, width);
        }
    }
}
