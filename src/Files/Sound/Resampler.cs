using System.Numerics;
using System.Runtime.InteropServices;

namespace Rag.Files.Sound;

/// <summary>
/// Sound at another rate, by a sinc under a Kaiser window (Smith, "Digital audio resampling", 2002). Output sample n stands at
/// input time n * from / to; what lies above the lower of the two Nyquist frequencies is gone by 90 dB or more.
/// </summary>
internal sealed class Resampler : ISound
{
    private const int ZeroCrossings = 64; // on each side, of the lower of the two rates
    private const int Phases = 512; // places between two input samples; between two places weights are interpolated
    private const double Rolloff = 0.95; // of the lower Nyquist frequency: where the response is halved
    private const double KaiserBeta = 9.6;
    private const int BlockSamples = 1 << 14;

    private readonly ISound _source;
    private readonly int _from, _to, _half;
    private readonly float[] _weights; // (phases + 1, taps)
    private readonly float[] _input; // what the next outputs read; starts with half zeros
    private int _filled;
    private int _at; // in _input: the first tap of the next output
    private long _phase; // of the next output, in 1 / _to of an input sample
    private long _given, _taken;
    private bool _ended;

    /// <param name="source">Is disposed with this.</param>
    public Resampler(ISound source, int rate)
    {
        var divisor = (int)BigInteger.GreatestCommonDivisor(source.SampleRate, rate);
        (_source, SampleRate, _from, _to) = (source, rate, source.SampleRate / divisor, rate / divisor);
        var shrink = Math.Min(1, (double)rate / source.SampleRate);
        _half = (int)Math.Ceiling(ZeroCrossings / shrink);
        _weights = Weights(_half, shrink * Rolloff);
        _input = new float[2 * _half + BlockSamples];
        _filled = _half - 1; // zeros before the first sample
    }

    public int SampleRate { get; }

    private int Taps => 2 * _half;

    public int Read(Span<float> samples)
    {
        var done = 0;
        for (; done < samples.Length; done++)
        {
            if (_at + Taps > _filled) Refill();
            if (_ended && _given * _from >= _taken * _to) break;
            samples[done] = Next();
        }
        return done;
    }

    public void Dispose() => _source.Dispose();

    private float Next()
    {
        var place = (double)_phase / _to * Phases;
        var phase = (int)place;
        var share = (float)(place - phase);
        var taps = _input.AsSpan(_at, Taps);
        var value = (1 - share) * Dot(taps, _weights.AsSpan(phase * Taps, Taps)) + share * Dot(taps, _weights.AsSpan((phase + 1) * Taps, Taps));
        _phase += _from;
        _at += (int)(_phase / _to);
        _phase %= _to;
        _given++;
        return value;
    }

    /// <summary>Makes room by dropping what is used up; after the end come zeros.</summary>
    private void Refill()
    {
        while (_at + Taps > _filled)
        {
            var dropped = Math.Min(_at, _filled);
            _input.AsSpan(dropped, _filled - dropped).CopyTo(_input);
            (_at, _filled) = (_at - dropped, _filled - dropped);
            var room = _input.AsSpan(_filled);
            var count = _ended ? 0 : _source.Read(room);
            _taken += count;
            if (count < room.Length)
            {
                _ended = true;
                room[count..].Clear();
            }
            _filled = _input.Length;
        }
    }

    private static float[] Weights(int half, double cutoff)
    {
        var taps = 2 * half;
        var weights = new float[(Phases + 1) * taps];
        for (var phase = 0; phase <= Phases; phase++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                var time = tap - (half - 1) - (double)phase / Phases; // from the output, in input samples
                var window = Math.Abs(time) >= half ? 0 : Bessel(KaiserBeta * Math.Sqrt(1 - time * time / ((double)half * half))) / Bessel(KaiserBeta);
                var angle = Math.PI * cutoff * time;
                weights[phase * taps + tap] = (float)(cutoff * window * (Math.Abs(angle) < 1e-9 ? 1 : Math.Sin(angle) / angle));
            }
        }
        return weights;
    }

    /// <summary>The modified Bessel function of order 0, by its series.</summary>
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > 1e-12 * sum; k++)
        {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }
        return sum;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var x = MemoryMarshal.Cast<float, Vector<float>>(a);
        var y = MemoryMarshal.Cast<float, Vector<float>>(b);
        var sums = Vector<float>.Zero;
        for (var i = 0; i < x.Length; i++) sums += x[i] * y[i];
        var sum = Vector.Sum(sums);
        for (var i = x.Length * Vector<float>.Count; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
