using Rag.Training.Aligning;

namespace Rag.Tests.Training.Aligning;

public sealed class FeatureAugmentationTests
{
    private const int Bands = 80;

    [Fact]
    public void A_factor_moves_a_peak_along_the_mel_scale()
    {
        var features = new float[2 * Bands];
        features[20] = features[Bands + 40] = 1;

        var higher = FeatureAugmentation.Warped(features, Bands, 1.1);

        Assert.Equal(Moved(20, 1.1), Peak(higher[..Bands]), 0.7);
        Assert.Equal(Moved(40, 1.1), Peak(higher[Bands..]), 0.7);
        Assert.Equal(features, FeatureAugmentation.Warped(features, Bands, 1), (a, b) => Math.Abs(a - b) < 1e-5);

        static double Moved(int band, double factor)
        {
            var (low, high) = (2595 * Math.Log10(1 + (50 / 700.0)), 2595 * Math.Log10(1 + (7800 / 700.0)));
            var step = (high - low) / (Bands + 1);
            return (((low + (step * (band + 1))) * factor) - low) / step - 1;
        }

        static double Peak(float[] bands) => bands.Select((value, band) => value * (double)band).Sum() / bands.Sum();
    }

    [Fact]
    public void Factors_stay_near_one()
    {
        var random = new Random(1);
        double[] factors = [.. Enumerable.Range(0, 4000).Select(_ => FeatureAugmentation.Factor(0.08, random))];

        Assert.Equal(1, factors.Average(), 0.01);
        Assert.Equal(0.08, Math.Sqrt(factors.Average(factor => Math.Pow(factor - 1, 2))), 0.01);
        Assert.All(factors, factor => Assert.InRange(factor, 0.8, 1.2));
    }

    [Fact]
    public void Masks_hide_whole_bands_and_frames_under_the_mean()
    {
        var random = new Random(2);
        float[] features = [.. Enumerable.Range(0, 100 * Bands).Select(_ => random.NextSingle())];
        var mean = features.Average();

        var masked = FeatureAugmentation.Masked(features, Bands, 1, 12, 8, new Random(7));

        int[] bands = [.. Enumerable.Range(0, Bands).Where(band => Enumerable.Range(0, 100).All(frame => IsHidden(frame, band)))];
        int[] frames = [.. Enumerable.Range(0, 100).Where(frame => Enumerable.Range(0, Bands).All(band => IsHidden(frame, band)))];
        Assert.InRange(bands.Length, 1, 12);
        Assert.InRange(frames.Length, 1, 8);
        for (var i = 0; i < masked.Length; i++) Assert.True(bands.Contains(i % Bands) || frames.Contains(i / Bands) || masked[i] == features[i]);

        bool IsHidden(int frame, int band) => Math.Abs(masked[(frame * Bands) + band] - mean) < 1e-5;
    }
}
