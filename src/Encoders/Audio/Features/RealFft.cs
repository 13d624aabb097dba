using System.Numerics;

namespace Rag.Encoders.Audio.Features;

/// <summary>
/// The power spectra of as many real frames at once as a vector has lanes: lane i of every number belongs to frame i. A frame
/// of n reals is transformed as n / 2 complex numbers by mixed-radix passes that sort themselves (Stockham; Van Loan,
/// "Computational frameworks for the FFT", 1992).
/// </summary>
internal sealed class RealFft
{
    private readonly int _half;
    private readonly Pass[] _passes;
    private readonly (float Cos, float Sin)[] _turns; // e^(-2 pi i k / n), to take the reals apart

    /// <param name="size">Even, n / 2 a product of 2, 3 and 5.</param>
    public RealFft(int size)
    {
        (Size, _half) = (size, size / 2);
        _turns = [.. Enumerable.Range(0, _half + 1).Select(k => Turn(k, size))];
        var passes = new List<Pass>();
        for (var (left, stride) = (_half, 1); left > 1;)
        {
            var radix = left % 4 == 0 ? 4 : left % 5 == 0 ? 5 : left % 3 == 0 ? 3 : left % 2 == 0 ? 2
                : throw new ArgumentException($"A transform of {size} has other factors than 2, 3 and 5.", nameof(size));
            passes.Add(new Pass(radix, left, stride));
            (left, stride) = (left / radix, stride * radix);
        }
        _passes = [.. passes];
    }

    /// <summary>Samples of a frame.</summary>
    public int Size { get; }

    /// <summary>Frequencies from 0 to half the rate.</summary>
    public int Bins => _half + 1;

    /// <summary>Vectors that <see cref="Power"/> works in.</summary>
    public int ScratchLength => 4 * _half;

    /// <summary>|X[k]|^2 for k = 0..n/2.</summary>
    /// <param name="frames">(size)</param>
    /// <param name="power">(bins)</param>
    public void Power(ReadOnlySpan<Vector<float>> frames, Span<Vector<float>> power, Span<Vector<float>> scratch)
    {
        var z = scratch[..(2 * _half)];
        var next = scratch.Slice(2 * _half, 2 * _half);
        for (var i = 0; i < _half; i++) (z[i], z[_half + i]) = (frames[2 * i], frames[2 * i + 1]);
        foreach (var pass in _passes)
        {
            pass.Run(z[.._half], z[_half..], next[.._half], next[_half..]);
            var done = next;
            next = z;
            z = done;
        }
        var re = z[.._half];
        var im = z[_half..];
        for (var k = 0; k <= _half; k++)
        {
            // Z is the transform of even + i odd: even and odd are its two symmetric halves.
            var (a, b) = (k % _half, (_half - k) % _half);
            var (evenRe, evenIm) = (re[a] + re[b], im[a] - im[b]);
            var (oddRe, oddIm) = (im[a] + im[b], re[b] - re[a]);
            var (cos, sin) = (new Vector<float>(_turns[k].Cos), new Vector<float>(_turns[k].Sin));
            var x = evenRe + oddRe * cos - oddIm * sin;
            var y = evenIm + oddRe * sin + oddIm * cos;
            power[k] = (x * x + y * y) * 0.25f;
        }
    }

    private static (float Cos, float Sin) Turn(long k, long n)
    {
        var (sin, cos) = Math.SinCos(-2 * Math.PI * (k % n) / n);
        return ((float)cos, (float)sin);
    }

    /// <summary>
    /// y[q + s (r p + j)] = w_n^(p j) sum_l w_r^(j l) x[q + s (p + n/r l)], for p below n/r, q below s.
    /// </summary>
    private sealed class Pass(int radix, int length, int stride)
    {
        private readonly (float Cos, float Sin)[] _roots = [.. Enumerable.Range(0, radix).Select(k => Turn(k, radix))];
        private readonly (float Cos, float Sin)[] _turns =
            [.. Enumerable.Range(0, length / radix).SelectMany(p => Enumerable.Range(0, radix).Select(j => Turn((long)p * j, length)))]; // (n/r, r)

        public void Run(ReadOnlySpan<Vector<float>> re, ReadOnlySpan<Vector<float>> im, Span<Vector<float>> outRe, Span<Vector<float>> outIm)
        {
            var count = length / radix;
            for (var p = 0; p < count; p++)
            {
                for (var j = 0; j < radix; j++)
                {
                    var turn = _turns[p * radix + j];
                    var (turnRe, turnIm) = (new Vector<float>(turn.Cos), new Vector<float>(turn.Sin));
                    for (var q = 0; q < stride; q++)
                    {
                        var (sumRe, sumIm) = (re[q + stride * p], im[q + stride * p]);
                        for (var l = 1; l < radix; l++)
                        {
                            var (cos, sin) = _roots[j * l % radix];
                            var (x, y) = (re[q + stride * (p + count * l)], im[q + stride * (p + count * l)]);
                            sumRe += x * cos - y * sin;
                            sumIm += x * sin + y * cos;
                        }
                        var to = q + stride * (radix * p + j);
                        (outRe[to], outIm[to]) = (sumRe * turnRe - sumIm * turnIm, sumRe * turnIm + sumIm * turnRe);
                    }
                }
            }
        }
    }
}
