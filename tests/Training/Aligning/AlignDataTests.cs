using Rag.Encoders.Training;
using Rag.Training.Aligning;

namespace Rag.Tests.Training.Aligning;

public sealed class AlignDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_set_aside_follows_from_seed_and_id_alone()
    {
        string[] ids = [.. Enumerable.Range(0, 100).Select(i => $"r{i}")];
        var order = HoldOutOrder.Of(ids, 7);

        Assert.Equal(["r91", "r82", "r55"], order.Take(3)); // for ever
        Assert.Equal(order, HoldOutOrder.Of(ids.Reverse(), 7));
        Assert.Equal(order.Where(id => id != "r5"), HoldOutOrder.Of(ids.Where(id => id != "r5"), 7));
        Assert.NotEqual(order, HoldOutOrder.Of(ids, 8));
    }

    [Theory]
    [InlineData("x/fraser", 3, 1)]
    [InlineData("x/grid/", 4, 2)]
    [InlineData("x/kathleen", 0.5, 1)]
    [InlineData("espeak-b", 0.5, 4)]
    [InlineData("flite=0.25", 0.25, 1)]
    [InlineData("x/grid=2,3", 2, 3)]
    public void A_source_says_how_often_and_how_closely(string text, double weight, int tolerance)
    {
        var source = AlignSource.Parse(text);

        Assert.Equal((weight, tolerance), (source.Weight, source.Tolerance));
    }

    [Theory]
    [InlineData("fraser=")]
    [InlineData("fraser=0")]
    [InlineData("fraser=1,x")]
    [InlineData("fraser=1,2,3")]
    public void A_source_that_is_none_is_refused(string text) => Assert.Throws<TrainingException>(() => AlignSource.Parse(text));

    [Fact]
    public void A_folder_is_read_and_parted()
    {
        Set("said", "id\tstart_s\tend_s\tword\na\t0\t0.2\tsil\na\t0.2\t0.4\tone\na\t0.4\t0.6\ttwo\nb\t0.1\t0.3\tone\nc\t0.1\t0.3\t12\n");
        Set("written", null);
        var sources = new[] { AlignSource.Parse(_folder["said"]), AlignSource.Parse(_folder["written"]) };

        var data = AlignData.Read(sources, new AlignSplit(new Dictionary<string, int> { ["said"] = 1 }, new Dictionary<string, int>()), new AlignTrainingOptions());

        var kept = Assert.Single(data.HeldOut["said"]);
        Assert.Equal(kept, Assert.Single(data.Scored).Id); // none is kept to score on
        Assert.Equal(["a", "b"], data.Training.Where(one => one.Set == 0).Select(one => one.Id).Append(kept).Order());
        Assert.Equal(["a", "b"], data.Training.Where(one => one.Set == 1).Select(one => one.Id)); // in c is a number
        Assert.All(data.Training, one => Assert.Equal((16_000, one.Set == 1), (one.Samples.Length, one.Times is null)));
        var a = data.Training.Concat(data.Scored).First(one => one is { Id: "a", Set: 0 });
        Assert.Equal(["one", "two"], a.Words);
        Assert.Equal([(0.2, 0.4), (0.4, 0.6)], a.Times!);
        Assert.Equal(1000, a.Samples[10]);
    }

    [Fact]
    public void What_is_scored_on_is_the_next_after_what_is_kept()
    {
        Set("said", "id\tstart_s\tend_s\tword\na\t0.2\t0.4\tone\nb\t0.1\t0.3\tone\nc\t0.1\t0.3\tone\n");
        var one = new Dictionary<string, int> { ["said"] = 1 };

        var data = AlignData.Read([AlignSource.Parse(_folder["said"])], new AlignSplit(one, one), new AlignTrainingOptions());

        Assert.Equal(HoldOutOrder.Of(["a", "b", "c"], 7), [data.HeldOut["said"][0], data.Scored[0].Id, data.Training[0].Id]);
    }

    [Fact]
    public void A_split_that_names_no_folder_or_leaves_nothing_is_refused()
    {
        Set("said", "id\tstart_s\tend_s\tword\na\t0.2\t0.4\tone\n");
        var sources = new[] { AlignSource.Parse(_folder["said"]) };
        var none = new Dictionary<string, int>();

        Assert.Contains("other", Assert.Throws<TrainingException>(() => AlignData.Read(sources, new AlignSplit(new Dictionary<string, int> { ["other"] = 1 }, none), new AlignTrainingOptions())).Message, StringComparison.Ordinal);
        Assert.Throws<TrainingException>(() => AlignData.Read(sources, new AlignSplit(new Dictionary<string, int> { ["said"] = 5 }, none), new AlignTrainingOptions()));
        Assert.Throws<TrainingException>(() => AlignData.Read([.. sources, .. sources], new AlignSplit(none, none), new AlignTrainingOptions()));
        Assert.Throws<TrainingException>(() => HoldOutOrder.Parse(["fraser"], "--hold-out"));
    }

    [Fact]
    public void Recordings_come_as_often_as_their_source_says_and_steps_are_as_long_as_they_may()
    {
        AlignSource[] sources = [new("x", 2, 1), new("y", 0.5, 1)];
        AlignRecording[] recordings = [.. Enumerable.Range(0, 400).Select(i => new AlignRecording($"r{i}", i % 2, new short[16_000 * (1 + (i % 5))], ["a"], null, null))];
        var batches = new AlignBatches(sources, recordings, new AlignTrainingOptions { Recordings = 8, Seconds = 24 }, seed: 3);
        var again = new AlignBatches(sources, recordings, new AlignTrainingOptions { Recordings = 8, Seconds = 24 }, seed: 3);

        AlignRecording[][] steps = [.. Enumerable.Range(0, 60).Select(step => batches.Of(step).ToArray())];

        Assert.Equal(steps[50], again.Of(50));
        Assert.All(steps, step => Assert.True(step.Length <= 8 && step.Sum(one => one.Seconds) <= 24 && step.Max(one => one.Seconds) - step.Min(one => one.Seconds) <= 2));
        var counts = steps.SelectMany(step => step).CountBy(one => one.Set).ToDictionary();
        Assert.InRange((double)counts[0] / counts[1], 3, 5.3);
    }

    private void Set(string name, string? words)
    {
        _folder.Write($"{name}/manifest.tsv", "file\tseconds\ttext\naudio/a.wav\t1\tOne two\naudio/b.wav\t1\tone\naudio/c.wav\t1\t12 men");
        if (words is not null) _folder.Write($"{name}/words.tsv", words);
        byte[] header = [.. "RIFF"u8, .. BitConverter.GetBytes(36 + 32_000), .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0, .. "data"u8, .. BitConverter.GetBytes(32_000)];
        byte[] sound = [.. header, .. Enumerable.Range(0, 16_000).SelectMany(_ => BitConverter.GetBytes((short)1000))];
        foreach (var file in new[] { "a", "b", "c" }) _folder.Write($"{name}/audio/{file}.wav", sound);
    }
}
