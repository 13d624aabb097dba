using Rag.Files.Sound;

namespace Rag.Tests.Files.Sound;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(44_100, 16_000, 3000)]
    [InlineData(48_000, 16_000, 7000)]
    [InlineData(8_000, 16_000, 3500)]
    [InlineData(11_025, 16_000, 440)]
    [InlineData(16_000, 44_100, 5000)]
    public void A_tone_keeps_its_level_and_place_to_a_ten_thousandth(int from, int to, double hertz)
    {
        var output = Resample(WavFile.Sine(hertz, from, from), from, to);

        Assert.Equal(to, output.Length);
        for (var t = to / 10; t < to * 9 / 10; t++) Assert.Equal(0.5 * Math.Sin(2 * Math.PI * hertz * t / to), output[t], 1e-4);
    }

    [Theory]
    [InlineData(44_100, 8_100)]
    [InlineData(44_100, 15_000)]
    [InlineData(48_000, 23_000)]
    public void What_the_lower_rate_cannot_hold_is_gone(int from, double hertz)
    {
        var output = Resample(WavFile.Sine(hertz, from, from), from, 16_000);

        Assert.InRange(output[1000..15_000].Max(Math.Abs), 0, 0.5f * MathF.Pow(10, -85 / 20f));
    }

    [Fact]
    public void Pieces_do_not_matter()
    {
        using var once = new Resampler(new FakeSound(WavFile.Sine(440, 30_000, 22_050), 22_050), 16_000);
        using var often = new Resampler(new FakeSound(WavFile.Sine(440, 30_000, 22_050), 22_050), 16_000);

        Assert.Equal(Sounds.ReadAll(once, 100_000), Sounds.ReadAll(often, 7));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void The_shortest_sounds_have_their_length(int samples) =>
        Assert.Equal((samples * 16_000 + 44_099) / 44_100, Resample(WavFile.Sine(100, samples, 44_100), 44_100, 16_000).Length);

    private static float[] Resample(float[] samples, int from, int to)
    {
        using var resampler = new Resampler(new FakeSound(samples, from), to);
        return Sounds.ReadAll(resampler);
    }

    private sealed class FakeSound(float[] samples, int rate) : ISound
    {
        private int _at;

        public int SampleRate => rate;

        public int Read(Span<float> buffer)
        {
            var count = Math.Min(buffer.Length, samples.Length - _at);
            samples.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public void Dispose()
        {
        }
    }
}
