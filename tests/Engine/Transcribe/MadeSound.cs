using Rag.Files.Sound;

namespace Rag.Engine.Tests.Transcribe;

/// <summary>Sound from an array.</summary>
internal sealed class MadeSound(params float[][] parts) : ISound
{
    private readonly float[] _samples = [.. parts.SelectMany(part => part)];
    private int _at;

    public int SampleRate => SoundReader.EncoderRate;

    public int Read(Span<float> samples)
    {
        var count = Math.Min(samples.Length, _samples.Length - _at);
        _samples.AsSpan(_at, count).CopyTo(samples);
        _at += count;
        return count;
    }

    public void Dispose()
    {
    }

    public static float[] Silence(double seconds) => new float[(int)(seconds * SoundReader.EncoderRate)];

    public static float[] Noise(double seconds, double level, int seed)
    {
        var random = new Random(seed);
        return [.. Silence(seconds).Select(_ => (float)(level * ((2 * random.NextDouble()) - 1)))];
    }

    public static float[] Tone(double seconds, double hertz, double level = 0.3) =>
        [.. Silence(seconds).Select((_, t) => (float)(level * Math.Sin(2 * Math.PI * hertz * t / SoundReader.EncoderRate)))];

    /// <summary>Notes of a scale that fade, two a second: what music is to a meter of energy.</summary>
    public static float[] Melody(double seconds, int seed)
    {
        var random = new Random(seed);
        var notes = Enumerable.Range(0, (int)Math.Ceiling(2 * seconds)).Select(_ => 220 * Math.Pow(2, random.Next(24) / 12.0)).ToArray();
        return [.. Silence(seconds).Select((_, t) =>
        {
            var (note, at) = (notes[t / 8000], t % 8000 / 16_000.0);
            return (float)(0.3 * Math.Exp(-4 * at) * (Math.Sin(2 * Math.PI * note * at) + (0.4 * Math.Sin(4 * Math.PI * note * at))));
        })];
    }

    /// <summary>Bursts as loud as speech, so many a second.</summary>
    public static float[] Bursts(double seconds, double perSecond, int seed) =>
        [.. Noise(seconds, 0.5, seed).Select((sample, t) => sample * (float)Math.Max(0.001, Math.Sin(2 * Math.PI * perSecond * t / SoundReader.EncoderRate)))];
}
