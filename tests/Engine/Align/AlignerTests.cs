using Rag.Encoders.Audio;
using Rag.Encoders.Audio.Aligner;
using Rag.Engine;
using Rag.Engine.Align;
using Rag.Engine.Tests.Transcribe;

namespace Rag.Tests.Engine.Align;

[Collection(GlobalGenerator.Name)]
public sealed class AlignerTests
{
    private static readonly AlignOptions _anything = new() { LeastCoverage = 0, LeastOrderGain = double.NegativeInfinity };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Times_never_overlap_and_lie_in_the_recording(bool mismatch)
    {
        using var aligner = Aligner(_anything with { Mismatch = mismatch });
        using var sound = new MadeSound(MadeSound.Silence(0.5), MadeSound.Bursts(3, 4, seed: 1), MadeSound.Silence(0.3));
        var words = Words("the", "quick", "", "brown fox|fox", "-", "jumps");

        var alignment = await aligner.AlignAsync(sound, "made.wav", "text", words);

        Assert.Equal(3.8, alignment.Seconds, 1e-6);
        Assert.Equal(words, alignment.Words.Select(word => word.Word));
        var end = 0.0;
        foreach (var word in alignment.Words)
        {
            Assert.InRange(word.Start, end, alignment.Seconds);
            Assert.InRange(word.End, word.Start, alignment.Seconds);
            Assert.InRange(word.Confidence, 0, 1);
            end = word.End;
        }
        Assert.Equal(WordStatus.Estimated, alignment.Words[2].Status);
        if (!mismatch) Assert.All(alignment.Words.Where(word => word.Word.Readings.Count > 0), word => Assert.Equal(WordStatus.Aligned, word.Status));
    }

    [Theory]
    [InlineData(false, "the fox", "silence")]
    [InlineData(true, "-", "no words")]
    [InlineData(true, "long", "cannot hold")]
    public async Task What_cannot_be_aligned_is_said_in_a_line(bool sound, string text, string message)
    {
        using var aligner = Aligner(_anything);
        var words = text == "long" ? Words([.. Enumerable.Repeat("transcript", 100)]) : Words(text.Split(' '));

        var refused = await Assert.ThrowsAsync<BadInputException>(
            () => aligner.AlignAsync(sound ? MadeSound.Noise(1, 0.3, seed: 2) : MadeSound.Silence(1), "made.wav", text, words));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("made.wav: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transcript_of_another_recording_is_refused()
    {
        using var aligner = Aligner(new AlignOptions { Mismatch = false, LeastOrderGain = 1000 });

        var refused = await Assert.ThrowsAsync<BadInputException>(
            () => aligner.AlignAsync(MadeSound.Noise(1, 0.3, seed: 3), "made.wav", "the fox sees us", Words("the", "fox", "sees", "us")));

        Assert.Contains("does not seem to be the recording", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_of_a_window_are_those_of_the_whole()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Model();
        var features = new Rag.Encoders.Audio.Features.SpeechFeatures().Of(MadeSound.Bursts(2, 4, seed: 4));
        using var garbage = torch.ones(3, model.Options.QueryWidth);
        using var recording = new WindowScores(model, model.Read([["a"], ["bc", "d e"], ["f"]]), features, garbage, offset: 4);

        var whole = recording.Of(0, recording.Frames, 0, recording.Text.Units.Count);
        var window = recording.Of(120, 60, 1, 4); // "bc", "d", "e"

        Assert.Equal(2 + (2 * 4), window.Width);
        for (var t = 0; t < 60; t++)
        {
            var row = whole.Columns.Span.Slice((120 + t) * whole.Width, whole.Width);
            var part = window.Columns.Span.Slice(t * window.Width, window.Width);
            Assert.Equal(row[0], part[0], 1e-4f);
            Assert.Equal(row[^1], part[^1], 1e-4f);
            for (var i = 0; i < 8; i++) Assert.Equal(row[3 + i], part[1 + i], 1e-4f);
            for (var i = 0; i < 3; i++) Assert.Equal(whole.Starts.Span[((120 + t) * whole.Units) + 1 + i], window.Starts.Span[(t * window.Units) + i], 1e-4f);
        }
    }

    private static AlignerModel Model()
    {
        torch.manual_seed(1);
        var model = new AlignerModel(new AlignerOptions
        {
            Sound = new SoundOptions { Width = 8, StateWidth = 8, DetailWidth = 4, Dimension = 4, Dilations = [1, 2] },
            QueryWidth = 6,
            EdgeWidth = 4,
            TextWidth = 8,
            TextBlocks = 1,
        });
        model.eval();
        return model;
    }

    private static Aligner Aligner(AlignOptions options) => new(Model(), options);

    private static TranscriptWord[] Words(params string[] readings) => [.. readings.Select((reading, i) =>
        new TranscriptWord(reading, 4 * i, (4 * i) + 3, reading is "" or "-" ? [] : reading.Split('|'), 0))];
}
