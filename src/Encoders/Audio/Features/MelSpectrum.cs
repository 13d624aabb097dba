using System.Numerics;
using System.Runtime.InteropServices;

namespace Rag.Encoders.Audio.Features;

/// <summary>Mel bands of the power in overlapping frames of a sound, each under a periodic Hann window.</summary>
/// <param name="window">Samples under the window; zeros fill a frame up to the transform's size.</param>
/// <param name="hop">Samples from one frame to the next.</param>
internal sealed class MelSpectrum(RealFft fft, MelFilters filters, int window, int hop)
{
    private const int BlockFrames = 512; // what one thread takes at a time

    private readonly float[] _window = [.. Enumerable.Range(0, window).Select(i => (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * i / window)))];

    /// <summary>Bands of a frame.</summary>
    public int Bands => filters.Count;

    /// <summary>Frame t begins at sample t * hop; (frames, bands).</summary>
    /// <param name="samples">At least window + (frames - 1) * hop.</param>
    public float[] Of(ReadOnlyMemory<float> samples, int frames)
    {
        if (frames > 0 && samples.Length < window + ((frames - 1L) * hop))
            throw new ArgumentException($"{samples.Length} samples are too few for {frames} frames.", nameof(samples));
        var mel = new float[(long)frames * Bands];
        Parallel.For(0, (frames + BlockFrames - 1) / BlockFrames, block =>
        {
            var first = block * BlockFrames;
            RunBlock(samples.Span, first, Math.Min(BlockFrames, frames - first), mel.AsSpan(first * Bands));
        });
        return mel;
    }

    private void RunBlock(ReadOnlySpan<float> samples, int first, int count, Span<float> mel)
    {
        var lanes = Vector<float>.Count;
        var (frame, power) = (new Vector<float>[fft.Size], new Vector<float>[fft.Bins]);
        var (bands, scratch) = (new Vector<float>[Bands], new Vector<float>[fft.ScratchLength]);
        var frameLanes = MemoryMarshal.Cast<Vector<float>, float>(frame.AsSpan());
        var bandLanes = MemoryMarshal.Cast<Vector<float>, float>(bands.AsSpan());
        for (var t = 0; t < count; t += lanes)
        {
            var used = Math.Min(lanes, count - t);
            for (var lane = 0; lane < used; lane++)
            {
                var sound = samples.Slice((first + t + lane) * hop, window);
                for (var i = 0; i < window; i++) frameLanes[i * lanes + lane] = sound[i] * _window[i];
            }
            fft.Power(frame, power, scratch);
            filters.Apply(power, bands);
            for (var lane = 0; lane < used; lane++)
            {
                for (var band = 0; band < Bands; band++) mel[(t + lane) * Bands + band] = bandLanes[band * lanes + lane];
            }
        }
    }
}
