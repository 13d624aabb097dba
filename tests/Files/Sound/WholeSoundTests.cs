using Rag.Files.Sound;

namespace Rag.Tests.Files.Sound;

public sealed class WholeSoundTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(1_000)]
    [InlineData(12_345)]
    public void Every_sample_is_there_in_its_place_however_long_a_sound_is(int count)
    {
        using var sound = new Counting(count);

        Assert.Equal(Enumerable.Range(0, count).Select(i => (float)i), sound.ReadToEnd().ToArray());
    }

    [Fact]
    public void It_stops_when_it_is_asked_to()
    {
        using var sound = new Counting(1_000);

        Assert.ThrowsAny<OperationCanceledException>(() => sound.ReadToEnd(new CancellationToken(canceled: true)));
    }

    /// <summary>A sound at 100 samples a second, the i-th of which is i.</summary>
    private sealed class Counting(int count) : ISound
    {
        private int _next;

        public int SampleRate => 100;

        public int Read(Span<float> samples)
        {
            var read = Math.Min(samples.Length, count - _next);
            for (var i = 0; i < read; i++) samples[i] = _next++;
            return read;
        }

        public void Dispose()
        {
        }
    }
}
