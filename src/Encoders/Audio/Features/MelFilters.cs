using System.Numerics;

namespace Rag.Encoders.Audio.Features;

/// <summary>Triangles over the bins of a spectrum, evenly spaced in mel: each band is a weighted sum of bins.</summary>
internal sealed class MelFilters
{
    private readonly (int First, float[] Weights)[] _bands;

    private MelFilters(IEnumerable<(int, float[])> bands) => _bands = [.. bands];

    /// <summary>How many.</summary>
    public int Count => _bands.Length;

    /// <summary>Whisper's: Slaney's mel scale (Auditory Toolbox, 1998) over all frequencies, each triangle of area 1 in hertz.</summary>
    public static MelFilters Slaney(int count, int size, int rate)
    {
        var edges = Edges(count, 0, rate / 2.0, SlaneyMel, SlaneyHertz);
        return new MelFilters(Enumerable.Range(0, count).Select(band =>
            Triangle(edges, band, size, rate, weights => 2 / (edges[band + 2] - edges[band]))));
    }

    /// <summary>
    /// The mel scale 2595 log10(1 + f / 700) from <paramref name="low"/> to <paramref name="high"/> hertz; the weights of a band
    /// sum to 1, and a band narrower than a bin takes the nearest.
    /// </summary>
    public static MelFilters UnitSum(int count, int size, int rate, double low, double high)
    {
        var edges = Edges(count, low, high, hertz => 2595 * Math.Log10(1 + hertz / 700), mel => 700 * (Math.Pow(10, mel / 2595) - 1));
        return new MelFilters(Enumerable.Range(0, count).Select(band =>
        {
            var triangle = Triangle(edges, band, size, rate, weights => 1 / weights.Sum());
            return triangle.Weights.Length > 0 ? triangle : ((int)Math.Round(edges[band + 1] * size / rate), [1f]);
        }));
    }

    /// <summary>Bands of spectra, a frame a lane.</summary>
    public void Apply(ReadOnlySpan<Vector<float>> power, Span<Vector<float>> bands)
    {
        for (var band = 0; band < _bands.Length; band++)
        {
            var (first, weights) = _bands[band];
            var sum = Vector<float>.Zero;
            for (var i = 0; i < weights.Length; i++) sum += power[first + i] * weights[i];
            bands[band] = sum;
        }
    }

    /// <summary>The weight of a bin in a band.</summary>
    internal float Weight(int bin, int band)
    {
        var (first, weights) = _bands[band];
        return bin >= first && bin < first + weights.Length ? weights[bin - first] : 0;
    }

    private static double[] Edges(int count, double low, double high, Func<double, double> mel, Func<double, double> hertz)
    {
        var (from, to) = (mel(low), mel(high));
        return [.. Enumerable.Range(0, count + 2).Select(i => hertz(from + (to - from) * i / (count + 1)))];
    }

    private static (int First, float[] Weights) Triangle(double[] edges, int band, int size, int rate, Func<double[], double> scale)
    {
        double At(int bin)
        {
            var hertz = (double)bin * rate / size;
            return Math.Min((hertz - edges[band]) / (edges[band + 1] - edges[band]), (edges[band + 2] - hertz) / (edges[band + 2] - edges[band + 1]));
        }
        var first = (int)(edges[band] * size / rate) + 1;
        var end = Math.Min(size / 2 + 1, (int)Math.Ceiling(edges[band + 2] * size / rate));
        double[] weights = [.. Enumerable.Range(first, Math.Max(0, end - first)).Select(At)];
        var factor = weights.Length == 0 ? 0 : scale(weights);
        return (first, [.. weights.Select(weight => (float)(weight * factor))]);
    }

    private static double SlaneyMel(double hertz) => hertz < 1000 ? hertz * 3 / 200 : 15 + Math.Log(hertz / 1000) * 27 / Math.Log(6.4);

    private static double SlaneyHertz(double mel) => mel < 15 ? mel * 200 / 3 : 1000 * Math.Exp((mel - 15) * Math.Log(6.4) / 27);
}
