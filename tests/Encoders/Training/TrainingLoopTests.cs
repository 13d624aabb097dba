using Rag.Encoders.Training;

namespace Rag.Tests.Encoders.Training;

[Collection(GlobalGenerator.Name)]
public sealed class TrainingLoopTests : IDisposable
{
    private const int Steps = 60;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_is_learned_and_the_model_holds_the_mean_afterwards()
    {
        using var task = new LineTask();
        var scores = Train(task, "line", steps: 400);
        Assert.InRange(scores["error"], 0, 0.3); // of a variance of 3, under dropout
        Assert.Equal(scores["error"], Evaluated(task));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(23)]
    [InlineData(Steps - 2)]
    public void A_run_that_was_stopped_and_resumed_equals_one_that_was_not(int stopAt)
    {
        using var whole = new LineTask();
        Train(whole, "whole");

        using var cancellation = new CancellationTokenSource();
        using var first = new LineTask { Before = step => { if (step == stopAt) cancellation.Cancel(); } };
        Assert.Throws<OperationCanceledException>(() => Train(first, "parts", cancel: cancellation.Token));
        using var second = new LineTask();
        Train(second, "parts", resume: true);

        Assert.Equal(whole.Weights(), second.Weights());
        Assert.Equal(Losses("whole"), Losses("parts"));
    }

    [Fact]
    public void The_log_of_a_resumed_run_has_each_step_once_though_the_process_died_after_its_checkpoint()
    {
        using var task = new LineTask { Before = step => { if (step == 40) throw new InvalidOperationException("died"); } };
        var clock = new SteppingClock(TimeSpan.FromSeconds(4)); // a checkpoint every few steps
        Assert.Throws<InvalidOperationException>(() => new TrainingLoop(Options("died"), task, clock).Run());
        using var again = new LineTask();
        Train(again, "died", resume: true);
        using var whole = new LineTask();
        Train(whole, "whole");
        Assert.Equal(Losses("whole"), Losses("died"));
        Assert.Equal(Enumerable.Range(1, Steps), TrainingLog.Read(PathOf("died")).Where(line => line.Loss is not null).Select(line => line.Step));
        Assert.Single(Directory.GetDirectories(PathOf("died")));
    }

    [Fact]
    public void A_run_is_not_begun_over_another_and_not_resumed_with_other_options()
    {
        using var task = new LineTask();
        Train(task, "run");
        using var other = new LineTask();
        Assert.Contains("Resume", Assert.Throws<TrainingException>(() => Train(other, "run")).Message, StringComparison.Ordinal);
        Assert.Contains("seed 2", Assert.Throws<TrainingException>(() => new TrainingLoop(Options("run", seed: 2), other, TimeProvider.System).Run(resume: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_moves_by_its_share_of_the_rate()
    {
        using var task = new LineTask { Share = parameter => parameter.ndim < 2 ? 1 : 0.01 };
        var before = task.Model.parameters().Select(parameter => parameter.data<float>().ToArray()).ToArray();

        Train(task, "shares", steps: 1);

        Assert.InRange(Moved(parameter => parameter.ndim < 2), 0.01, 0.03);
        Assert.InRange(Moved(parameter => parameter.ndim >= 2), 0.0001, 0.0003);

        float Moved(Func<Parameter, bool> which) => before.Zip(task.Model.parameters()).Where(pair => which(pair.Second))
            .Max(pair => pair.First.Zip(pair.Second.data<float>().ToArray(), (x, y) => Math.Abs(x - y)).Max());
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run()
    {
        using var task = new BrokenTask();
        Assert.Throws<TrainingException>(() => new TrainingLoop(Options("broken"), task, TimeProvider.System).Run());
    }

    [Fact]
    public void Progress_tells_the_time_left_and_scores()
    {
        using var task = new LineTask();
        var seen = new Reports();
        new TrainingLoop(Options("progress"), task, new SteppingClock(TimeSpan.FromSeconds(1))).Run(progress: seen);
        Assert.Equal(Steps, seen.All.Count(report => report.Scores is null));
        Assert.Equal([30, Steps], seen.All.Where(report => report.Scores is not null).Select(report => report.Step));
        Assert.Equal(TimeSpan.FromSeconds(Steps - 1), seen.All[0].Remaining);
        Assert.Equal(TimeSpan.Zero, seen.All[^1].Remaining);
    }

    [Fact]
    public void The_rate_rises_along_a_line_and_falls_along_half_a_cosine()
    {
        var options = new TrainingOptions(_folder.Path, 1000, warmUp: 0.1, lastRate: 0.02);
        Assert.InRange(options.Schedule(0), 0.005, 0.015);
        Assert.InRange(options.Schedule(49), 0.45, 0.55);
        Assert.Equal(1, options.Schedule(100), 2);
        Assert.Equal(0.51, options.Schedule(550), 2);
        Assert.Equal(0.02, options.Schedule(1000), 3);
        Assert.True(Enumerable.Range(101, 898).All(step => options.Schedule(step) < options.Schedule(step - 1)));
    }

    [Theory]
    [InlineData(0, 1e-3)]
    [InlineData(10, 0)]
    [InlineData(10, double.NaN)]
    public void Numbers_that_make_no_sense_are_refused(int steps, double rate) =>
        Assert.Throws<ArgumentException>(() => new TrainingOptions(_folder.Path, steps, rate));

    private IReadOnlyDictionary<string, double> Train(LineTask task, string name, bool resume = false, int steps = Steps, CancellationToken cancel = default) =>
        new TrainingLoop(Options(name, steps), task, TimeProvider.System).Run(resume, cancel: cancel);

    private TrainingOptions Options(string name, int steps = Steps, long seed = 1) => new(PathOf(name), steps, rate: 0.03, seed: seed, scoreEvery: 30, saveEvery: TimeSpan.FromSeconds(20));

    private string PathOf(string name) => Path.Combine(_folder.Path, name);

    private double?[] Losses(string name) => [.. TrainingLog.Read(PathOf(name)).Where(line => line.Loss is not null).Select(line => line.Loss)];

    private static double Evaluated(LineTask task)
    {
        using var off = no_grad();
        return task.Score()["error"];
    }

    private sealed class BrokenTask : ITrainingTask, IDisposable
    {
        public Module Model { get; } = Linear(1, 1);

        public Tensor Loss(int index, double share) => Model.parameters().First().sum() * float.NaN;

        public IReadOnlyDictionary<string, double> Score() => new Dictionary<string, double>();

        public void Dispose() => Model.Dispose();
    }

    private sealed class Reports : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> All { get; } = [];

        public void Report(TrainingProgress value) => All.Add(value);
    }

    /// <summary>Goes on by the same time whenever it is read.</summary>
    private sealed class SteppingClock(TimeSpan step) : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += step.Ticks;
    }
}
