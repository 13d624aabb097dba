using Rag.Encoders.Audio;
using Rag.Encoders.Audio.Aligner;
using Rag.Encoders.Training;
using Rag.Training.Aligning;

namespace Rag.Tests.Training.Aligning;

[Collection(GlobalGenerator.Name)]
public sealed class AlignTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Three_recordings_are_learned_by_heart()
    {
        using var task = Task([Tones.Recording("a", "ab cde", 0.2), Tones.Recording("b", "ecd ba ad", 0.2), Tones.Recording("c", "bde ac", 0.2)]);

        var scores = Loop(task, "run", 150).Run();

        Assert.InRange(scores["tones median ms"], 0, 5);
        Assert.InRange(scores["tones within 50 ms"], 0.95, 1);
        Assert.True(TrainingLog.Read(_folder["run"]).Last(line => line.Loss is not null).Loss < 1);
    }

    [Fact]
    public void Scores_know_nothing_of_the_times_they_are_measured_by()
    {
        const double late = 0.1;
        AlignRecording[] training = [Tones.Recording("a", "ab cde", 0.2), Tones.Recording("b", "ecd ba ad", 0.2), Tones.Recording("c", "bde ac", 0.2)];
        AlignRecording[] scored = [.. training.Select(one => one with { Times = [.. one.Times!.Select(time => (time.Start + late, time.End + late))] })];
        using var task = Task(training, scored: scored);

        var scores = Loop(task, "run", 150).Run();

        Assert.InRange(scores["tones median ms"], 95, 105);
        Assert.Equal(0, scores["tones within 50 ms"]);
    }

    [Fact]
    public void What_has_no_times_is_learned_from_by_its_letters()
    {
        using var task = Task([Tones.Recording("a", "ab cde", 0.2, timed: false), Tones.Recording("b", "ecd ba ad", 0.2, timed: false)]);

        Loop(task, "run", 60).Run();

        double[] losses = [.. TrainingLog.Read(_folder["run"]).Select(line => line.Loss).OfType<double>()];
        Assert.True(losses[^5..].Average() < losses[0] / 2, $"{losses[0]} to {losses[^1]}"); // losses[0]: before it has learned anything
    }

    [Fact]
    public void A_resumed_run_ends_with_the_same_losses()
    {
        Assert.Equal(Losses("whole", stopAt: null), Losses("parts", stopAt: 3));

        double?[] Losses(string name, int? stopAt)
        {
            if (stopAt is not null)
            {
                using var first = Changed();
                using var stop = new CancellationTokenSource();
                Assert.Throws<OperationCanceledException>(() => Loop(first, name, 6).Run(progress: new StopAt(stop, stopAt.Value), cancel: stop.Token));
            }
            using var task = Changed();
            Loop(task, name, 6).Run(resume: stopAt is not null);
            return [.. TrainingLog.Read(_folder[name]).Where(line => line.Loss is not null).Select(line => line.Loss)];
        }

        AlignTraining Changed() => Task([Tones.Recording("a", "ab cde", 0.2), Tones.Recording("b", "ecd ba ad", 0.2, timed: false)], augmentation: new AugmentationOptions());
    }

    [Fact]
    public void The_layers_for_sounds_learn_and_are_no_part_of_what_is_saved()
    {
        using var task = Task([Tones.Recording("a", "ab cde", 0.2)]);
        Loop(task, "run", 2).Run();

        Assert.Contains(task.Model.state_dict().Keys, name => name.StartsWith("phones0.", StringComparison.Ordinal));
        task.Aligner.Save(_folder["model"]);
        using var folder = Rag.Encoders.Checkpoints.ModelFolder.Open(_folder["model"]);
        using var opened = AlignerModel.Open(folder);
        Assert.DoesNotContain(opened.state_dict().Keys, name => name.Contains("phones", StringComparison.Ordinal));
    }

    private static AlignTraining Task(AlignRecording[] training, AugmentationOptions? augmentation = null, AlignRecording[]? scored = null)
    {
        torch.manual_seed(3);
        var sizes = new AlignerOptions
        {
            Sound = new SoundOptions { Width = 32, StateWidth = 32, DetailWidth = 16, Dimension = 8, Dilations = [1, 2], Dropout = 0 },
            QueryWidth = 24,
            EdgeWidth = 16,
            TextWidth = 32,
            TextBlocks = 1,
            TextKernel = 3,
        };
        var data = AlignData.Of([new AlignSource("tones", 1, 1)], training, scored ?? [.. training.Where(recording => recording.Times is not null)]);
        return new AlignTraining(new AlignerModel(sizes), data, new AlignTrainingOptions { Augmentation = augmentation ?? AugmentationOptions.None }, seed: 1);
    }

    private TrainingLoop Loop(ITrainingTask task, string name, int steps) =>
        new(new TrainingOptions(_folder[name], steps, 1e-2, weightDecay: 0, mostGradient: 5, averageDecay: null, scoreEvery: steps), task, TimeProvider.System);

    private sealed class StopAt(CancellationTokenSource source, int step) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == step) source.Cancel();
        }
    }
}
