using Rag.Encoders.Images.Hybrid;
using Rag.Encoders.Images.Training;
using Rag.Encoders.Training;
using Rag.Files.Pictures;
using Rag.Tests.Encoders.Images.Hybrid;

namespace Rag.Tests.Encoders.Images.Training;

[Collection(GlobalGenerator.Name)]
public sealed class PictureTrainingTests : IDisposable
{
    private const int Pictures = 16, Captions = 2;

    private static readonly PictureTrainingOptions _options = new()
    {
        Size = 16,
        LastSize = 32,
        LastShare = 0.8,
        FrozenStages = 0,
        NetRate = 1,
        Batch = Pictures,
        LeastPicturesOfWord = 1,
        Augmentation = new AugmentationOptions { LeastArea = 0.8 },
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sixteen_pictures_are_learned_and_found_by_their_captions()
    {
        using var encoder = SmallHybrid.Untrained();
        using var task = Task(encoder);
        var options = new TrainingOptions(_folder["run"], steps: 120, rate: 5e-3, averageDecay: 0.9);
        var scores = new TrainingLoop(options, task, TimeProvider.System).Run();
        Assert.InRange(scores["text to image R@1"], 0.9, 1); // held out are the same pictures: this is memory, not skill
        Assert.InRange(scores["text to image R@10"], 0.99, 1);
    }

    [Fact]
    public void Chinese_captions_are_learned_and_scored_beside_the_English_ones()
    {
        using var encoder = SmallHybrid.Untrained();
        using var task = Task(encoder, chinese: 1);
        var options = new TrainingOptions(_folder["run"], steps: 120, rate: 5e-3, averageDecay: 0.9);
        var scores = new TrainingLoop(options, task, TimeProvider.System).Run();
        Assert.InRange(scores["text to image R@1"], 0.9, 1);
        Assert.InRange(scores["Chinese text to image R@10"], 0.99, 1);
    }

    [Fact]
    public void A_resumed_run_sees_the_same_views_and_ends_with_the_same_loss()
    {
        var whole = Losses("whole", stopAt: null);
        var parts = Losses("parts", stopAt: 7);
        Assert.Equal(whole, parts);
    }

    [Fact]
    public void A_set_without_held_out_pictures_or_with_uneven_captions_is_refused()
    {
        var set = Set().Where(row => row.Split == "train").ToList();
        using var encoder = SmallHybrid.Untrained();
        using var captions = torch.randn(Pictures * Captions, 12);
        Assert.Contains("\"val\"", Assert.Throws<TrainingException>(() => new PictureTraining(encoder, set, Decoded(set), captions, chinese: false, _options, 1)).Message, StringComparison.Ordinal);
        using var more = torch.randn(Pictures * (Captions + 1), 12);
        Assert.Contains("no Chinese captions", Assert.Throws<TrainingException>(() => new PictureTraining(encoder, set, Decoded(set), captions, chinese: true, _options, 1)).Message, StringComparison.Ordinal);
        set[0] = set[0] with { ChineseCaptions = ["a"] };
        Assert.Contains("as many captions", Assert.Throws<TrainingException>(() => new PictureTraining(encoder, set, Decoded(set), more, chinese: true, _options, 1)).Message, StringComparison.Ordinal);
        set[3] = set[3] with { Captions = ["only one"] };
        Assert.Throws<TrainingException>(() => new PictureTraining(encoder, set, Decoded(set), captions, chinese: false, _options, 1));
    }

    private double?[] Losses(string name, int? stopAt)
    {
        var options = new TrainingOptions(_folder[name], steps: 12, rate: 1e-3);
        if (stopAt is { } stop)
        {
            using var cancellation = new CancellationTokenSource();
            using var first = SmallHybrid.Untrained();
            using var stopped = Task(first);
            Assert.Throws<OperationCanceledException>(() => new TrainingLoop(options, stopped, TimeProvider.System).Run(progress: new StopAt(stop, cancellation), cancel: cancellation.Token));
        }
        using var encoder = SmallHybrid.Untrained();
        using var task = Task(encoder);
        new TrainingLoop(options, task, TimeProvider.System).Run(resume: stopAt is not null);
        return [.. TrainingLog.Read(_folder[name]).Where(line => line.Loss is not null).Select(line => line.Loss)];
    }

    /// <summary>Each picture twice, once to learn and once held out, under two captions of about the same direction.</summary>
    private static IReadOnlyList<CaptionedPicture> Set(int chinese = 0) =>
        [.. new[] { "train", "val" }.SelectMany(split => Enumerable.Range(0, Pictures).Select(i => new CaptionedPicture($"{i}", split, [$"thing{(char)('a' + i)}", $"a thing{(char)('a' + i)}"], [.. Enumerable.Repeat($"{i}", chinese)])))];

    private static IReadOnlyList<Picture> Decoded(IReadOnlyList<CaptionedPicture> set) =>
        [.. set.Select(row => TestPictures.Blobs(int.Parse(row.Path, System.Globalization.CultureInfo.InvariantCulture)))];

    private static PictureTraining Task(HybridEncoder encoder, int chinese = 0)
    {
        var set = Set(chinese);
        using var generator = new torch.Generator(5);
        using var directions = torch.randn([Pictures, 1, 12], generator: generator);
        using var noise = torch.randn([Pictures, Captions + chinese, 12], generator: generator);
        using var once = functional.normalize(directions + (0.2 * noise), dim: -1).view(Pictures * (Captions + chinese), 12);
        using var captions = torch.cat([once, once], 0);
        return new PictureTraining(encoder, set, Decoded(set), captions, chinese > 0, _options, seed: 1);
    }

    private sealed class StopAt(int step, CancellationTokenSource cancellation) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step) cancellation.Cancel();
        }
    }
}
