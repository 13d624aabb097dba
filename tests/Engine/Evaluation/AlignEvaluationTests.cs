using Rag.Encoders.DataSets;
using Rag.Engine.Align;
using Rag.Engine.Evaluation;

namespace Rag.Engine.Tests.Evaluation;

public sealed class AlignEvaluationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Words_of_transcript_and_table_are_paired_by_order()
    {
        TimedLabel[] timed = [new(0.1, 0.2, "an"), new(0.2, 0.4, "ill"), new(0.4, 0.7, "timed"), new(0.8, 1, "joke")];

        Assert.Equal(
            [new SpokenWord("An", 0.1, 0.2), new SpokenWord("ill-timed", 0.2, 0.7), new SpokenWord("joke.", 0.8, 1)], SpokenWords.Pair("An ill-timed - joke.", timed));
        Assert.Equal(["an", "ill", "timed", "joke"], SpokenWords.Pair("An ill-timed and long joke.", timed).Select(word => word.Text));
    }

    [Fact]
    public void A_folder_gives_the_recordings_whose_words_have_times()
    {
        _folder.Write("manifest.tsv", "file\tseconds\ttext\naudio/a.wav\t1\tOne two\naudio/b.wav\t1\tNo times");
        _folder.Write("words.tsv", "id\tstart_s\tend_s\tword\na\t0\t0.2\tsil\na\t0.2\t0.4\tone\na\t0.4\t0.6\ttwo\na\t0.6\t1\tsp\n");

        var set = SpokenWords.ReadAll(_folder.Path);

        Assert.Equal(("a", 2), (Assert.Single(set).Id, set[0].Words.Count));
        _folder.Write("words.tsv", "id\tstart_s\tend_s\tword\na\t0.5\t0.2\tone\n");
        Assert.Contains("line 2", Assert.Throws<DataSetException>(() => SpokenWords.ReadAll(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Starts_ends_and_the_even_split_are_measured()
    {
        var task = AlignTask.Of(Spoken("x", "one two"), new float[16_000], [], new AlignEvaluationOptions()); // 0.2..0.4 and 0.4..0.6 of a second

        var figures = AlignEvaluation.Measure([(task, Found(task, (0.21, 0.43), (0.38, 0.6)))]);

        Assert.Equal((15, 15), (figures.Starts.Median, figures.Ends.Median), Near);
        Assert.Equal(15, figures.Both.Mean, 6);
        Assert.Equal((200 + 100 + 100 + 400) / 4.0, figures.EvenSplit.Mean, 6); // 0..0.5 and 0.5..1
        Assert.Equal(((0, 0), (2, 0)), (figures.Inserted, figures.TrulySaid));
    }

    [Fact]
    public void Words_that_were_put_in_count_by_themselves_and_those_dropped_not_at_all()
    {
        var spoken = Spoken("x", string.Join(' ', Enumerable.Range(0, 200).Select(i => "w" + (char)('a' + (i % 26)) + (char)('a' + (i / 26)))));

        var options = new AlignEvaluationOptions { Drop = 0.2, Insert = 0.1, Seed = 3 };
        var task = AlignTask.Of(spoken, new float[16_000], ["foreign", "waa"], options);

        Assert.Equal(20, task.Truth.Count(truth => truth is null));
        Assert.All(task.Words.Zip(task.Truth).Where(pair => pair.Second is null), pair => Assert.Equal("foreign", pair.First.Text)); // never one that is said
        Assert.InRange(task.Truth.Count(truth => truth is not null), 145, 175);
        Assert.All(task.Words, word => Assert.Equal(word.Text, task.Text[word.Start..word.End]));
        Assert.Equal(task.Words, AlignTask.Of(spoken, new float[16_000], ["foreign", "waa"], options).Words, (a, b) => a.Text == b.Text);
        var found = new Alignment("x", 1, task.Text, [.. task.Words.Select(word => new AlignedWord(word, 0, 0.1, 1, word.Text == "foreign" ? WordStatus.NotInAudio : WordStatus.Aligned))], []);
        Assert.Equal((20, 20), AlignEvaluation.Measure([(task, found)]).Inserted);
    }

    [Fact]
    public void Another_transcript_is_the_nearest_in_length_and_nothing_of_it_is_said()
    {
        SpokenWords[] set = [Spoken("x", "one two"), Spoken("y", "one two"), Spoken("z", "a much longer one"), Spoken("v", "ten six")];

        var task = AlignTask.OfOther(set[0], new float[16_000], set);

        Assert.Equal(("x", "ten six"), (task.Id, task.Text));
        Assert.All(task.Truth, Assert.Null);
    }

    [Fact]
    public void Noise_lies_as_many_decibels_below_as_is_asked_for()
    {
        float[] tone = [.. Enumerable.Range(0, 16_000).Select(i => MathF.Sin(i * 0.3f))];

        var noisy = AlignTask.Of(Spoken("x", "one"), tone, [], new AlignEvaluationOptions { NoiseDecibels = 10 }).Samples;

        var noise = noisy.Zip(tone).Sum(pair => Math.Pow(pair.First - pair.Second, 2)) / tone.Sum(sample => (double)sample * sample);
        Assert.InRange(noise, 0.095, 0.105);
    }

    [Fact]
    public async Task What_cannot_be_read_is_counted_and_the_rest_goes_on()
    {
        byte[] header = [.. "RIFF"u8, .. BitConverter.GetBytes(36 + 32_000), .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0, .. "data"u8, .. BitConverter.GetBytes(32_000)];
        var (good, bad) = (_folder.Write("good.wav", [.. header, .. new byte[32_000]]), _folder.Write("bad.wav", "no sound"));

        var figures = await AlignEvaluation.RunAsync(
            [Spoken(bad, "one"), Spoken(good, "one two")], (task, _) => Task.FromResult(Found(task, (0.2, 0.4), (0.4, 0.6))), new AlignEvaluationOptions());

        Assert.Equal((2, 1, 1.0), (figures.Files, figures.Failed.Count, figures.Both.Within10));
        await Assert.ThrowsAsync<BadInputException>(() => AlignEvaluation.RunAsync([], (task, _) => Task.FromResult(Found(task)), new AlignEvaluationOptions()));
    }

    private static bool Near((double, double) a, (double, double) b) => Math.Abs(a.Item1 - b.Item1) < 1e-6 && Math.Abs(a.Item2 - b.Item2) < 1e-6;

    private static Alignment Found(AlignTask task, params (double Start, double End)[] times) =>
        new(task.Id, 1, task.Text, [.. task.Words.Zip(times, (word, time) => new AlignedWord(word, time.Start, time.End, 1, WordStatus.Aligned))], []);

    /// <summary>Words of 0.2 s each from 0.2 s on.</summary>
    private static SpokenWords Spoken(string path, string text) => new(
        path, new SpokenText(path, path, 1, text), [.. text.Split(' ').Select((word, i) => new SpokenWord(word, 0.2 + (0.2 * i), 0.4 + (0.2 * i)))]);
}
