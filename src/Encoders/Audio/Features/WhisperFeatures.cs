using Rag.Files.Sound;

namespace Rag.Encoders.Audio.Features;

/// <summary>
/// The log-mel features that Whisper reads (Radford et al., 2022): frames of 25 ms every 10 ms, log10 of mel bands, nothing
/// below the loudest by more than 8, (x + 4) / 4.
/// </summary>
/// <param name="bands">80, or 128 for large-v3.</param>
public sealed class WhisperFeatures(int bands = 80)
{
    /// <summary>Samples from one frame to the next, of 16 kHz.</summary>
    public const int Hop = 160;

    private const int Size = 400;

    private readonly MelSpectrum _spectrum = new(
        new RealFft(Size), MelFilters.Slaney(bands, Size, SoundReader.EncoderRate), Size, Hop);

    /// <summary>Mel bands of a frame.</summary>
    public int Bands { get; } = bands;

    /// <summary>The features of samples / 160 frames, frames first: (frames, bands).</summary>
    /// <param name="samples">
    /// 16 kHz mono, with the silence that Whisper expects after a short sound (30 s in all). More than 200: the edges are
    /// mirrored.
    /// </param>
    public float[] Of(ReadOnlySpan<float> samples)
    {
        if (samples.Length <= Size / 2)
            throw new ArgumentException($"{samples.Length} samples are too few to mirror {Size / 2} at each edge; pad them with silence.", nameof(samples));
        var mel = _spectrum.Of(Mirrored(samples), samples.Length / Hop);
        var loudest = float.NegativeInfinity;
        for (var i = 0; i < mel.Length; i++)
        {
            mel[i] = MathF.Log10(Math.Max(mel[i], 1e-10f));
            loudest = Math.Max(loudest, mel[i]);
        }
        for (var i = 0; i < mel.Length; i++) mel[i] = (Math.Max(mel[i], loudest - 8) + 4) / 4;
        return mel;
    }

    private static float[] Mirrored(ReadOnlySpan<float> samples)
    {
        const int edge = Size / 2;
        var wide = new float[samples.Length + 2 * edge];
        samples.CopyTo(wide.AsSpan(edge));
        for (var i = 1; i <= edge; i++)
        {
            wide[edge - i] = samples[i];
            wide[edge + samples.Length - 1 + i] = samples[^(i + 1)];
        }
        return wide;
    }
}
