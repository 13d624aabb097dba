namespace Rag.Training.Aligning;

/// <summary>Changes of a recording's features, (frames, bands); each gives new ones, drawn from the generator that it is given.</summary>
internal static class FeatureAugmentation
{
    private const double LowMel = 77.8, HighMel = 2813.8; // of 50 and 7800 Hz, where the bands begin and end

    /// <summary>
    /// As if every frequency stood at <paramref name="factor"/> times its place on the mel scale: band b shows what was at the mel of b divided
    /// by the factor, interpolated between bands; beyond the last bands those are repeated.
    /// </summary>
    public static float[] Warped(ReadOnlySpan<float> features, int bands, double factor)
    {
        var step = (HighMel - LowMel) / (bands + 1);
        var changed = new float[features.Length];
        for (var band = 0; band < bands; band++)
        {
            var mel = LowMel + (step * (band + 1));
            var place = Math.Clamp((((mel / factor) - LowMel) / step) - 1, 0, bands - 1);
            var below = (int)place;
            var next = Math.Min(below + 1, bands - 1);
            var share = (float)(place - below);
            for (var row = 0; row < features.Length; row += bands) changed[row + band] = features[row + below] + (share * (features[row + next] - features[row + below]));
        }
        return changed;
    }

    /// <summary>A factor for <see cref="Warped"/>: Gaussian around 1, within 0.8..1.2.</summary>
    public static double Factor(double deviation, Random random)
    {
        var gaussian = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()); // Box and Muller
        return Math.Clamp(1 + (deviation * gaussian), 0.8, 1.2);
    }

    /// <summary>With stretches of bands and of frames set to the mean of all (SpecAugment, Park et al., 2019).</summary>
    /// <param name="count">Stretches of each kind.</param>
    /// <param name="mostBands">The most bands of one; 0 may be drawn.</param>
    /// <param name="mostFrames">The most frames of one.</param>
    public static float[] Masked(ReadOnlySpan<float> features, int bands, int count, int mostBands, int mostFrames, Random random)
    {
        var changed = features.ToArray();
        var frames = features.Length / bands;
        var sum = 0.0;
        foreach (var number in features) sum += number;
        var mean = (float)(sum / features.Length);
        for (var mask = 0; mask < count; mask++)
        {
            var wide = random.Next(Math.Min(mostBands, bands) + 1);
            var low = random.Next(bands - wide + 1);
            for (var frame = 0; frame < frames; frame++) changed.AsSpan((frame * bands) + low, wide).Fill(mean);
            var length = random.Next(Math.Min(mostFrames, frames) + 1);
            var first = random.Next(frames - length + 1);
            changed.AsSpan(first * bands, length * bands).Fill(mean);
        }
        return changed;
    }
}
