using System.Numerics;
using Rag.Encoders.Audio.Features;

namespace Rag.Tests.Encoders.Audio.Features;

public sealed class RealFftTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(30)]
    [InlineData(400)]
    [InlineData(512)]
    public void Powers_agree_with_the_sum_of_the_definition(int size)
    {
        var (fft, random, lanes) = (new RealFft(size), new Random(size), Vector<float>.Count);
        var values = new float[size * lanes]; // [i * lanes + lane]
        for (var i = 0; i < values.Length; i++) values[i] = random.NextSingle() - 0.5f;
        Vector<float>[] frames = [.. Enumerable.Range(0, size).Select(i => new Vector<float>(values, i * lanes))];
        var power = new Vector<float>[fft.Bins];

        fft.Power(frames, power, new Vector<float>[fft.ScratchLength]);

        for (var lane = 0; lane < lanes; lane++)
        {
            for (var k = 0; k < fft.Bins; k++)
            {
                var sum = Complex.Zero;
                for (var i = 0; i < size; i++) sum += values[i * lanes + lane] * Complex.FromPolarCoordinates(1, -2 * Math.PI * k * i / size);
                Assert.Equal(sum.Magnitude * sum.Magnitude, power[k][lane], 1e-5 * size);
            }
        }
    }

    [Fact]
    public void A_size_with_another_factor_is_refused() => Assert.Throws<ArgumentException>(() => new RealFft(14));
}
