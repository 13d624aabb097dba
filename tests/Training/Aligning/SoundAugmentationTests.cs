using Rag.Training.Aligning;

namespace Rag.Tests.Training.Aligning;

public sealed class SoundAugmentationTests
{
    [Theory]
    [InlineData(0.88)]
    [InlineData(1)]
    [InlineData(1.14)]
    public void What_was_at_a_second_is_at_that_second_over_the_speed(double speed)
    {
        float[] ramp = [.. Enumerable.Range(0, 1000).Select(i => i / 1000f)];

        var changed = SoundAugmentation.Speed(ramp, speed);

        Assert.InRange(changed.Length, (999 / speed) - 1, (999 / speed) + 1);
        for (var i = 0; i < changed.Length; i++) Assert.Equal(i * speed / 1000, changed[i], 1e-5);
    }

    [Fact]
    public void Silence_at_the_ends_is_cut_or_repeated_and_speech_stays()
    {
        float[] samples = [1, 2, 3, 50, 60, 7, 8];

        Assert.Equal([3, 50, 60, 7], SoundAugmentation.WithEnds(samples, 3, 5, 1, 1));
        Assert.Equal([3, 2, 1, 1, 2, 3, 50, 60, 7, 8, 8, 7, 7], SoundAugmentation.WithEnds(samples, 3, 5, 6, 5));
        Assert.Equal([0, 0, 50, 0], SoundAugmentation.WithEnds([50f], 0, 1, 2, 1)); // there is none to repeat
    }

    [Fact]
    public void Drawn_silence_is_mostly_short()
    {
        var random = new Random(1);
        double[] drawn = [.. Enumerable.Range(0, 4000).Select(_ => SoundAugmentation.Silence(random))];

        Assert.InRange(drawn.Min(), 0.05, 0.06);
        Assert.InRange(drawn.Max(), 2.4, 2.5);
        Assert.InRange(drawn.Count(seconds => seconds > 0.5) / 4000.0, 0.18, 0.23); // a quarter of 2 / 2.45
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Noise_has_the_power_that_is_asked_for(int colour)
    {
        float[] tone = [.. Enumerable.Range(0, 16_000).Select(i => MathF.Sin(i * 0.3f))];

        var noisy = SoundAugmentation.Noisy(tone, 20, (NoiseColour)colour, new Random(2));

        float[] noise = [.. noisy.Zip(tone, (a, b) => a - b)];
        Assert.Equal(0.01, SoundAugmentation.Power(noise) / SoundAugmentation.Power(tone), 1e-4);
        var rough = noise.Skip(1).Zip(noise, (a, b) => (double)(a - b) * (a - b)).Average() / SoundAugmentation.Power(noise); // 2 of white noise
        Assert.InRange(rough, colour == 1 ? 0 : 1.9, colour == 1 ? 0.3 : 2.2);
    }

    [Fact]
    public void A_room_adds_a_tail_that_fades_and_moves_nothing()
    {
        var click = new float[16_000];
        click[1000] = 1;

        var heard = SoundAugmentation.Reverberant(click, 0.2, 0.5, new Random(3));

        Assert.All(heard[..1000], sample => Assert.Equal(0, sample));
        Assert.Equal(1, heard[1000]);
        Assert.Equal(0.25, heard[1001..].Sum(sample => sample * (double)sample), 1e-4);
        Assert.True(SoundAugmentation.Power(heard.AsSpan(1001, 800)) > 10 * SoundAugmentation.Power(heard.AsSpan(1001 + 1600, 800)));
        Assert.All(heard[(1000 + 3200)..], sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void What_is_drawn_follows_from_the_generator()
    {
        float[] tone = [.. Enumerable.Range(0, 4000).Select(i => MathF.Sin(i * 0.3f))];

        Assert.Equal(SoundAugmentation.Noisy(tone, 20, NoiseColour.Low, new Random(4)), SoundAugmentation.Noisy(tone, 20, NoiseColour.Low, new Random(4)));
        Assert.NotEqual(SoundAugmentation.Reverberant(tone, 0.1, 1, new Random(4)), SoundAugmentation.Reverberant(tone, 0.1, 1, new Random(5)));
    }
}
