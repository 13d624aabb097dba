using System.Runtime.CompilerServices;
using Rag.Torch.Kernels.Lanes;

namespace Rag.Torch.Kernels.Convolutions;

/// <summary>
/// A run of output pixels and the patches of the input under them ("im2col", a block at a time). The run is cut where an
/// output row ends, and every <c>panel</c> pixels.
/// </summary>
internal readonly unsafe ref struct PatchBlock
{
    /// <summary>Most pixels of a block.</summary>
    public const int MostPixels = 256;

    private readonly ConvolutionShape _shape;
    private readonly Span<Piece> _pieces;
    private readonly int _panel;

    /// <summary>Cuts <paramref name="count"/> pixels from <paramref name="first"/> on into pieces.</summary>
    public PatchBlock(in ConvolutionShape shape, int first, int count, int panel, Span<Piece> room)
    {
        (_shape, _panel) = (shape, panel);
        int pieces = 0;
        for (int done = 0; done < count;)
        {
            var (y, x) = Math.DivRem(first + done, shape.OutputWidth);
            int length = Math.Min(Math.Min(shape.OutputWidth - x, count - done), panel - (done % panel));
            room[pieces++] = new Piece(y, x, length, done / panel, done % panel);
            done += length;
        }
        _pieces = room[..pieces];
    }

    /// <summary>
    /// Rows <paramref name="from"/>..<paramref name="to"/> of the patch matrix, whose columns are the pixels: row k of
    /// panel p goes to <c>(p * (to - from) + k - from) * panel</c>.
    /// </summary>
    /// <param name="image">The group's first channel.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">Row after the last.</param>
    /// <param name="patches">Room for all panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Copy<V>(float* image, int from, int to, float* patches) where V : struct, ILanes<V>
    {
        int kernel = _shape.KernelHeight * _shape.KernelWidth, rows = to - from;
        for (int k = from; k < to; k++)
        {
            var (channel, tap) = Math.DivRem(k, kernel);
            var (ky, kx) = Math.DivRem(tap, _shape.KernelWidth);
            float* plane = image + ((nint)channel * _shape.Height * _shape.Width);
            int shiftY = (ky * _shape.Dilation.Y) - _shape.Padding.Y, shiftX = (kx * _shape.Dilation.X) - _shape.Padding.X;
            foreach (ref readonly var piece in _pieces)
            {
                float* target = patches + ((((nint)piece.Panel * rows) + k - from) * _panel) + piece.Lane;
                int y = (piece.Y * _shape.Stride.Y) + shiftY, x = (piece.X * _shape.Stride.X) + shiftX;
                if ((uint)y >= (uint)_shape.Height) Clear<V>(target, piece.Length);
                else CopyPiece<V>(plane + ((nint)y * _shape.Width), x, target, piece.Length);
            }
        }
    }

    /// <summary>Adds patches back to where <see cref="Copy{V}"/> took them from.</summary>
    /// <param name="image">The group's first channel.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">Row after the last.</param>
    /// <param name="patches">What to add.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddBack<V>(float* image, int from, int to, float* patches) where V : struct, ILanes<V>
    {
        int kernel = _shape.KernelHeight * _shape.KernelWidth, rows = to - from, stride = _shape.Stride.X;
        for (int k = from; k < to; k++)
        {
            var (channel, tap) = Math.DivRem(k, kernel);
            var (ky, kx) = Math.DivRem(tap, _shape.KernelWidth);
            float* plane = image + ((nint)channel * _shape.Height * _shape.Width);
            int shiftY = (ky * _shape.Dilation.Y) - _shape.Padding.Y, shiftX = (kx * _shape.Dilation.X) - _shape.Padding.X;
            foreach (ref readonly var piece in _pieces)
            {
                float* source = patches + ((((nint)piece.Panel * rows) + k - from) * _panel) + piece.Lane;
                int y = (piece.Y * _shape.Stride.Y) + shiftY, x = (piece.X * stride) + shiftX;
                if ((uint)y >= (uint)_shape.Height) continue;
                float* row = plane + ((nint)y * _shape.Width);
                var (low, high) = Inside(x, piece.Length);
                for (int i = low; i < high; i++) row[x + (i * stride)] += source[i];
            }
        }
    }

    /// <summary>The pixels of a piece that lie in the picture.</summary>
    private (int Low, int High) Inside(int x, int length)
    {
        int stride = _shape.Stride.X;
        int low = x >= 0 ? 0 : Math.Min(length, (stride - 1 - x) / stride);
        int high = x >= _shape.Width ? low : Math.Clamp(((_shape.Width - 1 - x) / stride) + 1, low, length);
        return (low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CopyPiece<V>(float* row, int x, float* to, int length) where V : struct, ILanes<V>
    {
        int stride = _shape.Stride.X;
        if (stride == 1 && x >= 0 && x + length <= _shape.Width)
        {
            CopyRun<V>(row + x, to, length);
            return;
        }
        Clear<V>(to, length);
        var (low, high) = Inside(x, length);
        if (stride == 1) CopyRun<V>(row + x + low, to + low, high - low);
        else for (int i = low; i < high; i++) to[i] = row[x + (i * stride)];
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

    /// <summary>Pixels side by side in one output row and one panel.</summary>
    internal readonly record struct Piece(int Y, int X, int Length, int Panel, int Lane);
}
