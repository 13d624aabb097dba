using Rag.Encoders.Audio.Features;
using Rag.Training.Aligning;

namespace Rag.Tests.Training.Aligning;

public sealed class HearingTests
{
    private static readonly AlignRecording _recording = Tones.Recording("x", "ab c", 0.3);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Words_and_sounds_stay_where_they_are_heard(int seed)
    {
        var hearing = new Hearing(new AugmentationOptions { SpeedShare = 1, ReverbShare = 0, NoiseShare = 0, Warp = 0, Masks = 0 });

        var heard = hearing.Of(_recording, new Random(seed));

        var energies = Enumerable.Range(0, heard.Frames).Select(t => heard.Features.AsSpan(t * SpeechFeatures.Bands, SpeechFeatures.Bands).ToArray().Average()).ToArray();
        var spans = heard.Spans()!;
        Assert.Equal(2, spans.Count);
        foreach (var (start, end) in spans) // tones are louder than the silence beside them
        {
            Assert.All(energies[(start + 3)..(end - 3)], energy => Assert.True(energy > energies[start - 5]));
            Assert.True(energies[Math.Min(end + 5, heard.Frames - 1)] < energies[end - 4]);
        }
        Assert.Equal(heard.Times![0].Start, heard.Phones![0].Start, 9);
        Assert.InRange((heard.Times[1].Start - heard.Times[0].End) / (_recording.Times![1].Start - _recording.Times[0].End), 1 / 1.14, 1 / 0.88);
    }

    [Fact]
    public void Without_changes_it_is_the_recording()
    {
        var heard = new Hearing(AugmentationOptions.None).Of(_recording, new Random(1));

        Assert.Equal(new SpeechFeatures().Of(_recording.ToFloat()), heard.Features);
        Assert.Equal(_recording.Times, heard.Times);
    }

    [Fact]
    public void Recordings_without_times_keep_their_ends()
    {
        var untimed = _recording with { Times = null, Phones = null };

        var heard = new Hearing(AugmentationOptions.None with { RandomEnds = true }).Of(untimed, new Random(1));

        Assert.Equal(SpeechFeatures.Frames(untimed.Samples.Length), heard.Frames);
        Assert.Null(heard.Spans());
    }

    [Fact]
    public void Spans_have_a_frame_at_least_and_do_not_overlap()
    {
        var times = new[] { (0.1, 0.1001), (0.1, 0.2), (9, 10.0) };
        var example = new AlignExample(_recording, new float[100 * SpeechFeatures.Bands], times, null);

        Assert.Equal([(21, 22), (22, 41), (99, 100)], example.Spans()!);
    }

    [Fact]
    public void A_frame_and_the_boundary_before_it_belong_together()
    {
        for (var t = 0; t < 50; t++) Assert.Equal(t, AlignExample.FrameAt(AlignExample.BoundaryBefore(t) + 0.001));
        Assert.Equal(0.0975, AlignExample.BoundaryBefore(20), 9);
    }
}
