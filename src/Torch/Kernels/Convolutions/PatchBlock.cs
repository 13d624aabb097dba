using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Buffers;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Convolutions;

/// <summary>
/// A run of output pixels and the patches of the input under them ("im2col", a block at a time). What lies where is the
/// same for every channel, so it is worked out once: for each place in the kernel ("tap") and each run of pixels side by
/// side, where to read and how much of it lies in the picture.
/// </summary>
internal readonly unsafe ref struct PatchBlock
{
    /// <summary>Most pixels of a block.</summary>
    public const int MostPixels = 256;

    private readonly Run* _runs;
    private readonly int _count;
    private readonly int _mostRuns;
    private readonly int _taps;
    private readonly int _plane;
    private readonly int _stride;
    private readonly int _panel;

    /// <summary>
    /// Describes <paramref name="count"/> pixels from <paramref name="first"/> on, in panels of <paramref name="panel"/>;
    /// the first of them is in lane <paramref name="lane"/> of the first panel.
    /// </summary>
    public PatchBlock(in ConvolutionShape shape, int first, int count, int panel, int lane = 0)
    {
        (_taps, _plane, _stride) = (shape.KernelHeight * shape.KernelWidth, shape.Height * shape.Width, shape.Stride.X);
        _panel = panel;
        _mostRuns = _taps * Math.Min(count, (count / Math.Max(1, shape.OutputWidth)) + (count / panel) + 4);
        _runs = (Run*)BufferPool.Rent(_mostRuns * (long)sizeof(Run));
        for (int done = 0; done < count;)
        {
            var (y, x) = Math.DivRem(first + done, shape.OutputWidth);
            int place = lane + done;
            int length = Math.Min(Math.Min(shape.OutputWidth - x, count - done), panel - (place % panel));
            for (int tap = 0; tap < _taps; tap++)
            {
                var (ky, kx) = Math.DivRem(tap, shape.KernelWidth);
                _runs[_count++] = Place(
                    in shape, (y * shape.Stride.Y) + (ky * shape.Dilation.Y) - shape.Padding.Y,
                    (x * shape.Stride.X) + (kx * shape.Dilation.X) - shape.Padding.X, length, place / panel,
                    (tap * panel) + (place % panel));
            }
            done += length;
        }
    }

    public void Dispose() => BufferPool.Return(_runs, _mostRuns * (long)sizeof(Run));

    /// <summary>
    /// Patches of <paramref name="channels"/> channels. Row k, a channel and a tap, of panel p goes to
    /// <c>(p * rows + k) * panel</c>, rows being all channels' taps.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Copy<V>(float* image, int channels, float* patches) where V : struct, ILanes<V>
    {
        nint panel = (nint)channels * _taps * _panel;
        for (int channel = 0; channel < channels; channel++, image += _plane, patches += _taps * _panel)
        {
            for (int i = 0; i < _count; i++)
            {
                ref readonly var run = ref _runs[i];
                float* to = patches + (run.Panel * panel) + run.Target, from = image + run.Source;
                if (run.High - run.Low == run.Length)
                {
                    if (_stride == 1) CopyRun<V>(from, to, run.Length);
                    else for (int lane = 0; lane < run.Length; lane++) to[lane] = from[lane * _stride];
                    continue;
                }
                Clear<V>(to, run.Length);
                if (_stride == 1) CopyRun<V>(from + run.Low, to + run.Low, run.High - run.Low);
                else for (int lane = run.Low; lane < run.High; lane++) to[lane] = from[lane * _stride];
            }
        }
    }

    /// <summary>Adds patches back to where <see cref="Copy{V}"/> takes them from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddBack<V>(float* image, int channels, float* patches) where V : struct, ILanes<V>
    {
        nint panel = (nint)channels * _taps * _panel;
        for (int channel = 0; channel < channels; channel++, image += _plane, patches += _taps * _panel)
        {
            for (int i = 0; i < _count; i++)
            {
                ref readonly var run = ref _runs[i];
                float* from = patches + (run.Panel * panel) + run.Target, to = image + run.Source;
                for (int lane = run.Low; lane < run.High; lane++) to[lane * _stride] += from[lane];
            }
        }
    }

    /// <summary>A run that begins at (y, x) of the input, which may lie outside.</summary>
    private static Run Place(in ConvolutionShape shape, int y, int x, int length, int panel, int target)
    {
        int stride = shape.Stride.X;
        int low = x >= 0 ? 0 : Math.Min(length, (stride - 1 - x) / stride);
        int high = x >= shape.Width ? low : Math.Clamp(((shape.Width - 1 - x) / stride) + 1, low, length);
        if ((uint)y >= (uint)shape.Height) low = high = 0;
        return new Run((y * shape.Width) + x, panel, target, length, low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRun<V>(float* from, float* to, int length) where V : struct, ILanes<V>
    {
        int i = 0;
        for (; i <= length - V.Count; i += V.Count) V.Load(from + i).Store(to + i);
        if (i < length) V.LoadPartial(from + i, length - i).StorePartial(to + i, length - i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear<V>(float* to, int length) where V : struct, ILanes<V>
    {
        int i = 0;
        for (; i <= length - V.Count; i += V.Count) default(V).Store(to + i);
        if (i < length) default(V).StorePartial(to + i, length - i);
    }

    /// <summary>Pixels side by side under one tap; those from Low to High lie in the picture.</summary>
    private readonly record struct Run(int Source, int Panel, int Target, int Length, int Low, int High);
}
