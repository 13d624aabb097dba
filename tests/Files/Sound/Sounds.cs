using Rag.Files.Sound;

namespace Rag.Tests.Files.Sound;

internal static class Sounds
{
    /// <summary>All samples of a file, read in uneven pieces.</summary>
    public static float[] ReadAll(string path, int rate = SoundReader.EncoderRate)
    {
        using var sound = SoundReader.Open(path, rate);
        return ReadAll(sound);
    }

    public static float[] ReadAll(ISound sound, int piece = 1237)
    {
        var all = new List<float>();
        var buffer = new float[piece];
        for (int count; (count = sound.Read(buffer)) > 0;) all.AddRange(buffer.AsSpan(0, count));
        return [.. all];
    }

    /// <summary>The level of a sine of so many hertz within the samples, and the level of all that is left without it.</summary>
    public static (double Level, double Others) Measure(float[] samples, double hertz, int rate)
    {
        var (sine, cosine) = (0.0, 0.0);
        for (var t = 0; t < samples.Length; t++)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * hertz * t / rate);
            sine += 2 * s * samples[t] / samples.Length;
            cosine += 2 * c * samples[t] / samples.Length;
        }
        var rest = 0.0;
        for (var t = 0; t < samples.Length; t++)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * hertz * t / rate);
            rest += Math.Pow(samples[t] - sine * s - cosine * c, 2) / samples.Length;
        }
        return (Math.Sqrt(sine * sine + cosine * cosine), Math.Sqrt(2 * rest));
    }
}
