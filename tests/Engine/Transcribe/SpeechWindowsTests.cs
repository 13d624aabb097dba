using Rag.Engine.Transcribe;
using Rag.Files.Sound;

namespace Rag.Engine.Tests.Transcribe;

public sealed class SpeechWindowsTests
{
    private const int Second = SoundReader.EncoderRate, Most = 30 * Second;

    [Fact]
    public void Short_sound_is_one_window_and_stays_as_it_is()
    {
        var sound = MadeSound.Bursts(4.5, 3, 1);

        var window = Assert.Single(All(new MadeSound(sound)));

        Assert.Equal(sound, window.Samples);
        Assert.True(window.EndsInPause);
        Assert.Equal(2.25, window.InRecording(2.25));
    }

    [Fact]
    public void Long_silence_is_left_out_and_times_are_those_of_the_recording()
    {
        var parts = new[] { MadeSound.Silence(5), MadeSound.Bursts(3, 3, 1), MadeSound.Silence(9), MadeSound.Bursts(2, 3, 2), MadeSound.Silence(4) };

        var window = Assert.Single(All(new MadeSound(parts)));

        Assert.InRange(window.Seconds, 5.5, 6.6); // five seconds and their margins
        var whole = parts.SelectMany(part => part).ToArray();
        for (var second = 0.1; second < window.Seconds; second += 0.37)
            Assert.Equal(whole[(int)Math.Round(window.InRecording(second) * Second)], window.Samples[(int)Math.Round(second * Second)]);
        Assert.InRange(window.InRecording(0), 4.6, 5);
        Assert.InRange(window.InRecording(window.Seconds, isEnd: true), 19, 19.5);
    }

    [Fact]
    public void A_window_ends_in_the_longest_pause_near_its_end()
    {
        var sound = new MadeSound(MadeSound.Bursts(26, 20, 1), MadeSound.Silence(0.8), MadeSound.Bursts(20, 20, 2));

        var windows = All(sound);

        Assert.Equal(2, windows.Count);
        Assert.True(windows[0].EndsInPause);
        Assert.InRange(windows[0].Seconds, 26.1, 26.7);
        Assert.Equal(windows[0].Seconds, windows[1].InRecording(0), 3);
    }

    [Fact]
    public void Without_a_pause_it_ends_where_it_is_full_and_goes_on_from_where_it_was_left()
    {
        var windows = new SpeechWindows(new MadeSound(MadeSound.Bursts(70, 20, 1)), new VoiceActivityOptions(), Most);

        var first = windows.Next()!;
        windows.Drop(25 * Second);
        var second = windows.Next()!;

        Assert.Equal((30, false), (first.Seconds, first.EndsInPause));
        Assert.Equal(25, second.InRecording(0));
        Assert.Equal(first.Samples[(25 * Second)..], second.Samples[..(5 * Second)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.001)]
    [InlineData(0.5)]
    public void Background_alone_is_nothing_to_hear(double level)
    {
        Assert.Empty(All(new MadeSound(MadeSound.Noise(40, level, 3))));
        Assert.Empty(All(new MadeSound(MadeSound.Tone(40, 440, level))));
    }

    [Fact]
    public void Words_in_noise_are_heard() =>
        Assert.Single(All(new MadeSound([.. MadeSound.Noise(20, 0.02, 1).Zip([.. MadeSound.Silence(9), .. MadeSound.Bursts(1, 3, 2), .. MadeSound.Silence(10)], (noise, word) => noise + (0.2f * word))])));

    [Fact]
    public void All_is_heard_where_silence_is_not_skipped() =>
        Assert.Equal(40, All(new MadeSound(MadeSound.Silence(40)), new VoiceActivityOptions { SkipSilence = false }).Sum(window => window.Seconds), 3);

    private static List<SoundWindow> All(MadeSound sound, VoiceActivityOptions? options = null)
    {
        var windows = new SpeechWindows(sound, options ?? new VoiceActivityOptions(), Most);
        var all = new List<SoundWindow>();
        for (; windows.Next() is { } window; windows.Drop(window.Samples.Length)) all.Add(window);
        return all;
    }
}
