using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rag.Files.Pictures.Jpeg;

/// <summary>
/// A component's samples at the picture's resolution, row by row. Where a component has half the resolution, a triangle
/// filter fills in: three parts of the nearer sample, one of the farther (the usual centred siting of JFIF 1.02, p. 4). The
/// rounding alternates so that it does not shift the mean.
/// </summary>
internal sealed class ComponentRows
{
    private readonly JpegComponent _component;
    private readonly JpegFrame _frame;
    private readonly bool _doubleWidth, _doubleHeight, _nearest;
    private readonly byte[] _row;
    private readonly ushort[] _sums; // the row between rows, weighted by 4 if that is needed, with one sample more at each end

    public ComponentRows(JpegComponent component, JpegFrame frame)
    {
        (_component, _frame) = (component, frame);
        _doubleWidth = 2 * component.Horizontal == frame.MaxHorizontal && component.Width > 2;
        _doubleHeight = 2 * component.Vertical == frame.MaxVertical;
        var (sameWidth, sameHeight) = (component.Horizontal == frame.MaxHorizontal, component.Vertical == frame.MaxVertical);
        _nearest = !((_doubleWidth || sameWidth) && (_doubleHeight || sameHeight));
        _row = new byte[2 * component.Stride + frame.Width];
        _sums = new ushort[component.Stride + 2];
    }

    /// <summary>The samples of one row of the picture, at least as many as it is wide; valid until the next call.</summary>
    public ReadOnlySpan<byte> Row(int y)
    {
        if (_nearest) return NearestRow(y);
        if (!_doubleHeight && !_doubleWidth) return Samples(y);
        var sums = _sums.AsSpan(1, _component.Width);
        if (_doubleHeight) Blend(Samples(y / 2), Samples(y % 2 == 0 ? Math.Max(y / 2 - 1, 0) : Math.Min(y / 2 + 1, _component.Height - 1)), sums);
        else Widen(Samples(y), sums);
        if (_doubleWidth)
        {
            (_sums[0], _sums[sums.Length + 1]) = (sums[0], sums[^1]);
            if (_doubleHeight) Double(_sums.AsSpan(0, sums.Length + 2), 4, 8, 7);
            else Double(_sums.AsSpan(0, sums.Length + 2), 2, 1, 2);
        }
        else
        {
            Quarter(sums, y % 2 == 0 ? 1 : 2);
        }
        return _row;
    }

    private ReadOnlySpan<byte> Samples(int row) => _component.Samples.AsSpan(row * _component.Stride, _component.Stride);

    private ReadOnlySpan<byte> NearestRow(int y)
    {
        var samples = Samples(y * _component.Vertical / _frame.MaxVertical);
        for (var x = 0; x < _frame.Width; x++) _row[x] = samples[x * _component.Horizontal / _frame.MaxHorizontal];
        return _row;
    }

    private static void Blend(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, Span<ushort> sums)
    {
        var i = 0;
        for (; i <= sums.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var ((nearLower, nearUpper), (farLower, farUpper)) = (Vector128.Widen(Vector128.Create(near[i..])), Vector128.Widen(Vector128.Create(far[i..])));
            (nearLower + nearLower + nearLower + farLower).CopyTo(sums[i..]);
            (nearUpper + nearUpper + nearUpper + farUpper).CopyTo(sums[(i + Vector128<ushort>.Count)..]);
        }
        for (; i < sums.Length; i++) sums[i] = (ushort)(3 * near[i] + far[i]);
    }

    private static void Widen(ReadOnlySpan<byte> samples, Span<ushort> sums)
    {
        var i = 0;
        for (; i <= sums.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var (lower, upper) = Vector128.Widen(Vector128.Create(samples[i..]));
            lower.CopyTo(sums[i..]);
            upper.CopyTo(sums[(i + Vector128<ushort>.Count)..]);
        }
        for (; i < sums.Length; i++) sums[i] = samples[i];
    }

    // Of each sum two samples, the left one mixed with the sum before, the right one with the sum behind; a pair is one number
    // of 16 bits.
    private void Double(ReadOnlySpan<ushort> sums, int shift, ushort roundLeft, ushort roundRight)
    {
        var pairs = MemoryMarshal.Cast<byte, ushort>(_row.AsSpan());
        var i = 1;
        for (; i <= sums.Length - 1 - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            var sum = Vector256.Create(sums[i..]);
            var near = sum + sum + sum;
            var left = (near + Vector256.Create(sums[(i - 1)..]) + Vector256.Create(roundLeft)) >> shift;
            var right = (near + Vector256.Create(sums[(i + 1)..]) + Vector256.Create(roundRight)) >> shift;
            (left | right << 8).CopyTo(pairs[(i - 1)..]);
        }
        for (; i < sums.Length - 1; i++)
        {
            _row[2 * i - 2] = (byte)((3 * sums[i] + sums[i - 1] + roundLeft) >> shift);
            _row[2 * i - 1] = (byte)((3 * sums[i] + sums[i + 1] + roundRight) >> shift);
        }
    }

    private void Quarter(ReadOnlySpan<ushort> sums, int round)
    {
        for (var i = 0; i < sums.Length; i++) _row[i] = (byte)((sums[i] + round) >> 2);
    }
}
