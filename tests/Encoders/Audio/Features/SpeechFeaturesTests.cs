using System.Numerics;
using Rag.Encoders.Audio.Features;
using Rag.Tests.Files.Sound;

namespace Rag.Tests.Encoders.Audio.Features;

public sealed class SpeechFeaturesTests
{
    private const int Bands = SpeechFeatures.Bands;

    [Fact]
    public void They_agree_with_the_recipe_computed_step_by_step()
    {
        var random = new Random(5);
        float[] samples = [.. WavFile.Sine(700, 1500).Select((x, t) => t < 600 ? 0.001f * random.NextSingle() : x + 0.1f * random.NextSingle())];

        var features = new SpeechFeatures().Of(samples);

        var expected = Recipe(samples);
        Assert.Equal(expected.Length, features.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], features[i], 2e-3);
    }

    [Fact]
    public void Silence_around_a_sound_leaves_its_frames_nearly_as_they_were()
    {
        var random = new Random(6);
        float[] sound = [.. new float[2400], .. Enumerable.Range(0, 16_000).Select(_ => (random.NextSingle() - 0.5f) * 0.4f), .. new float[2400]];
        float[] padded = [.. new float[16_000], .. sound, .. new float[16_000]];

        var (alone, within) = (new SpeechFeatures().Of(sound), new SpeechFeatures().Of(padded));

        var loud = Enumerable.Range(0, 160 * Bands).Select(i => Math.Abs(alone[40 * Bands + i] - within[240 * Bands + i])).Max();
        Assert.InRange(loud, 0, 0.1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(79)]
    [InlineData(4000)]
    public void Silence_and_the_shortest_sounds_are_finite(int samples)
    {
        var features = new SpeechFeatures().Of(new float[samples]);

        Assert.Equal(SpeechFeatures.Frames(samples) * Bands, features.Length);
        Assert.All(features, x => Assert.True(float.IsFinite(x)));
    }

    /// <summary>shared/aligner-recipe.md, section 3, as plainly as it can be written.</summary>
    private static double[] Recipe(float[] samples)
    {
        var frames = samples.Length / 80 + 1;
        double At(int t) => t < 0 || t >= samples.Length ? 0 : samples[t] - (t > 0 ? 0.97 * samples[t - 1] : 0);
        var window = Enumerable.Range(0, 400).Select(i => 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / 400))).ToArray();
        var turns = Enumerable.Range(0, 512).Select(i => Complex.FromPolarCoordinates(1, -2 * Math.PI * i / 512)).ToArray();
        var weights = Enumerable.Range(0, Bands).Select(band => Enumerable.Range(0, 257).Select(k => Weight(k, band)).ToArray()).ToArray();
        var mel = new double[frames * Bands];
        for (var t = 0; t < frames; t++)
        {
            var power = new double[257];
            for (var k = 0; k <= 256; k++)
            {
                var sum = Complex.Zero;
                for (var i = 0; i < 400; i++) sum += At(t * 80 - 200 + i) * window[i] * turns[k * i % 512];
                power[k] = sum.Magnitude * sum.Magnitude;
            }
            for (var band = 0; band < Bands; band++) mel[t * Bands + band] = Enumerable.Range(0, 257).Sum(k => power[k] * weights[band][k]);
        }
        var mean = mel.Average();
        mel = [.. mel.Select(x => Math.Log(x + 1e-6 * mean + 1e-10))];
        var energies = Enumerable.Range(0, frames).Select(t => mel.Skip(t * Bands).Take(Bands).Average()).ToArray();
        var sorted = energies.Order().ToArray();
        double Quantile(double q) => sorted[(int)(q * (frames - 1))] + (q * (frames - 1) % 1) * (sorted[Math.Min(frames - 1, (int)(q * (frames - 1)) + 1)] - sorted[(int)(q * (frames - 1))]);
        var loud = Enumerable.Range(0, frames).Where(t => energies[t] >= (Quantile(0.05) + Quantile(0.95)) / 2).ToArray();
        for (var band = 0; band < Bands; band++)
        {
            var values = loud.Select(t => mel[t * Bands + band]).ToArray();
            var average = values.Average();
            var spread = Math.Sqrt(values.Average(x => Math.Pow(x - average, 2)));
            for (var t = 0; t < frames; t++) mel[t * Bands + band] = (mel[t * Bands + band] - average) / (spread + 0.2) * 0.68 + 0.4;
        }
        return mel;
    }

    private static double Weight(int bin, int band)
    {
        double Edge(int i)
        {
            double Mel(double hertz) => 2595 * Math.Log10(1 + hertz / 700);
            return 700 * (Math.Pow(10, (Mel(50) + (Mel(7800) - Mel(50)) * i / (Bands + 1)) / 2595) - 1);
        }
        double Height(int k) => Math.Max(0, Math.Min((k * 31.25 - Edge(band)) / (Edge(band + 1) - Edge(band)), (Edge(band + 2) - k * 31.25) / (Edge(band + 2) - Edge(band + 1))));
        var sum = Enumerable.Range(0, 257).Sum(Height);
        return sum > 0 ? Height(bin) / sum : bin == (int)Math.Round(Edge(band + 1) / 31.25) ? 1 : 0;
    }
}
