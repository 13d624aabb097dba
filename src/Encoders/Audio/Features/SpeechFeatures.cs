using Rag.Files.Sound;

namespace Rag.Encoders.Audio.Features;

/// <summary>
/// What our own sound encoder reads: 80 mel bands every 5 ms, normalized by the loud frames alone, so that the silence around
/// speech moves nothing.
/// </summary>
public sealed class SpeechFeatures
{
    /// <summary>Mel bands of a frame.</summary>
    public const int Bands = 80;

    /// <summary>Samples from one frame to the next, of 16 kHz.</summary>
    public const int Hop = 80;

    private const int Window = 400, Size = 512;
    private const int Stretch = 20_000; // frames whose samples are held a second time
    private const float PreEmphasis = 0.97f;

    private readonly MelSpectrum _spectrum = new(
        new RealFft(Size), MelFilters.UnitSum(Bands, Size, SoundReader.EncoderRate, 50, 7800), Window, Hop);

    /// <summary>Frames of so many samples; frame t is centred on sample t * 80.</summary>
    public static int Frames(int samples) => samples / Hop + 1;

    /// <summary>(frames, bands): of the loud frames, each band has mean 0.4 and spreads by about 0.68.</summary>
    /// <param name="samples">16 kHz mono, all of one file: its level and loudness are measured over them.</param>
    public float[] Of(ReadOnlySpan<float> samples)
    {
        var frames = Frames(samples.Length);
        var mel = new float[frames * Bands];
        for (var first = 0; first < frames; first += Stretch)
        {
            var count = Math.Min(Stretch, frames - first);
            _spectrum.Of(Emphasized(samples, first, count), count).CopyTo(mel, first * Bands);
        }
        var mean = 0.0;
        foreach (var power in mel) mean += power;
        var floor = (float)(1e-6 * mean / mel.Length + 1e-10);
        for (var i = 0; i < mel.Length; i++) mel[i] = MathF.Log(mel[i] + floor);
        Normalize(mel, Loud(mel, frames));
        return mel;
    }

    /// <summary>x[t] - 0.97 x[t - 1] of the samples that some frames see, with half a window of silence before all and after.</summary>
    private static float[] Emphasized(ReadOnlySpan<float> samples, int firstFrame, int frames)
    {
        var wide = new float[((frames - 1) * Hop) + Window];
        var start = (firstFrame * Hop) - (Window / 2);
        for (var t = Math.Max(0, start); t < Math.Min(samples.Length, start + wide.Length); t++)
            wide[t - start] = samples[t] - (t > 0 ? PreEmphasis * samples[t - 1] : 0);
        return wide;
    }

    /// <summary>Frames whose mean lies above the middle between the 5% and the 95% quantile of all.</summary>
    private static int[] Loud(float[] mel, int frames)
    {
        var energies = new float[frames];
        for (var t = 0; t < frames; t++)
        {
            var sum = 0f;
            foreach (var band in mel.AsSpan(t * Bands, Bands)) sum += band;
            energies[t] = sum / Bands;
        }
        float[] sorted = [.. energies.Order()];
        var threshold = (Quantile(sorted, 0.05) + Quantile(sorted, 0.95)) / 2;
        return [.. Enumerable.Range(0, frames).Where(t => energies[t] >= threshold)];
    }

    private static double Quantile(float[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return sorted[below] + (place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]);
    }

    private static void Normalize(float[] mel, int[] loud)
    {
        for (var band = 0; band < Bands; band++)
        {
            var (sum, squares) = (0.0, 0.0);
            foreach (var t in loud) sum += mel[t * Bands + band];
            var mean = loud.Length == 0 ? mel[band] : sum / loud.Length;
            foreach (var t in loud) squares += Math.Pow(mel[t * Bands + band] - mean, 2);
            var scale = 0.68 / (Math.Sqrt(squares / Math.Max(1, loud.Length)) + 0.2);
            for (var i = band; i < mel.Length; i += Bands) mel[i] = (float)((mel[i] - mean) * scale + 0.4);
        }
    }
}
