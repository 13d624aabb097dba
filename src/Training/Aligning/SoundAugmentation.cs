using System.Numerics;
using System.Runtime.InteropServices;

namespace Rag.Training.Aligning;

/// <summary>Which frequencies noise is strong in.</summary>
internal enum NoiseColour
{
    White,
    Low,
    High,
}

/// <summary>Changes of a recording's samples, 16 kHz; each gives new ones, drawn from the generator that it is given.</summary>
internal static class SoundAugmentation
{
    private const int Rate = Rag.Files.Sound.SoundReader.EncoderRate;
    private const double ImpulsesPerSecond = 2000; // of a room; more do not sound smoother (Karjalainen and Jarvelainen, 2007)
    private const float Pole = 0.95f; // of the filters that make noise low or high

    /// <summary>Played <paramref name="speed"/> times as fast, by linear interpolation: what was at second s is at s / speed.</summary>
    public static float[] Speed(ReadOnlySpan<float> samples, double speed)
    {
        var changed = new float[(int)((samples.Length - 1) / speed) + 1];
        for (var i = 0; i < changed.Length; i++)
        {
            var place = i * speed;
            var below = Math.Min((int)place, samples.Length - 1);
            var next = Math.Min(below + 1, samples.Length - 1);
            changed[i] = samples[below] + ((float)(place - below) * (samples[next] - samples[below]));
        }
        return changed;
    }

    /// <summary>The samples from <paramref name="start"/> to <paramref name="end"/> with silence of other lengths around them.</summary>
    /// <param name="start">The first that is speech: what is before is silence.</param>
    /// <param name="end">Behind the last that is speech.</param>
    /// <param name="lead">Samples of silence before; what there is too little of is repeated back and forth.</param>
    /// <param name="tail">The same after.</param>
    public static float[] WithEnds(ReadOnlySpan<float> samples, int start, int end, int lead, int tail)
    {
        var changed = new float[lead + (end - start) + tail];
        samples[start..end].CopyTo(changed.AsSpan(lead));
        var before = samples[..start];
        var after = samples[end..];
        for (var i = 0; i < lead && before.Length > 0; i++) changed[lead - 1 - i] = before[before.Length - 1 - BackAndForth(i, before.Length)];
        for (var i = 0; i < tail && after.Length > 0; i++) changed[lead + (end - start) + i] = after[BackAndForth(i, after.Length)];
        return changed;
    }

    /// <summary>A length of silence in seconds: mostly 0.05..0.5, a time in four 0.05..2.5.</summary>
    public static double Silence(Random random) => 0.05 + (random.NextDouble() * (random.NextDouble() < 0.25 ? 2.45 : 0.45));

    /// <summary>With noise added so that the power of the recording is so many decibels above the noise's.</summary>
    public static float[] Noisy(ReadOnlySpan<float> samples, double decibels, NoiseColour colour, Random random)
    {
        var noise = Noise(samples.Length, colour, random);
        var gain = (float)(Math.Sqrt(Power(samples) / Math.Max(1e-12, Power(noise))) * Math.Pow(10, -decibels / 20));
        for (var i = 0; i < noise.Length; i++) noise[i] = samples[i] + (gain * noise[i]);
        return noise;
    }

    /// <summary>
    /// As heard in a room: echoes of random signs that fade by 60 dB over <paramref name="seconds"/>, all together as strong as
    /// <paramref name="share"/> of what comes straight. What comes straight stays where it is, and so do the words' times.
    /// </summary>
    public static float[] Reverberant(ReadOnlySpan<float> samples, double seconds, double share, Random random)
    {
        var room = new List<(int At, float Weight)>();
        for (var at = 1 + Gap(random); at < seconds * Rate; at += 1 + Gap(random))
            room.Add((at, (float)((random.Next(2) == 0 ? -1 : 1) * Math.Pow(10, -3 * at / (seconds * Rate)))));
        var strength = Math.Sqrt(room.Sum(echo => (double)echo.Weight * echo.Weight));
        var scale = strength > 0 ? (float)(share / strength) : 0;

        var heard = samples.ToArray();
        foreach (var (at, weight) in room)
        {
            if (at < heard.Length) AddScaled(samples[..^at], weight * scale, heard.AsSpan(at));
        }
        return heard;
    }

    /// <summary>Mean square.</summary>
    internal static double Power(ReadOnlySpan<float> samples)
    {
        var sum = 0.0;
        foreach (var sample in samples) sum += (double)sample * sample;
        return samples.Length == 0 ? 0 : sum / samples.Length;
    }

    private static float[] Noise(int count, NoiseColour colour, Random random)
    {
        var noise = new float[count];
        var low = 0f;
        for (var i = 0; i < count; i++)
        {
            var white = random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f; // near enough to Gaussian
            low = (Pole * low) + ((1 - Pole) * white);
            noise[i] = colour switch { NoiseColour.White => white, NoiseColour.Low => low, _ => white - low };
        }
        return noise;
    }

    private static int Gap(Random random) => (int)(random.NextDouble() * 2 * Rate / ImpulsesPerSecond);

    private static int BackAndForth(int at, int length) => at % (2 * length) is var place && place < length ? place : (2 * length) - 1 - place;

    private static void AddScaled(ReadOnlySpan<float> from, float weight, Span<float> to)
    {
        var x = MemoryMarshal.Cast<float, Vector<float>>(from);
        var y = MemoryMarshal.Cast<float, Vector<float>>(to);
        for (var i = 0; i < x.Length; i++) y[i] += x[i] * weight;
        for (var i = x.Length * Vector<float>.Count; i < from.Length; i++) to[i] += from[i] * weight;
    }
}
