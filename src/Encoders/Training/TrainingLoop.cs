namespace Rag.Encoders.Training;

/// <summary>
/// Trains a model: AdamW under a schedule, clipped gradients, a running mean of the weights, checkpoints, hold-out scores. What
/// a step draws at random follows from the seed and the step's number, so a resumed run goes on exactly as it would have.
/// </summary>
public sealed class TrainingLoop
{
    private const double Memory = 0.98; // of the loss and the pace that are shown

    private readonly TrainingOptions _options;
    private readonly ITrainingTask _task;
    private readonly TimeProvider _clock;
    private readonly TrainingCheckpoint _checkpoint;

    /// <param name="clock">Tells when a checkpoint is due and how long the rest takes.</param>
    public TrainingLoop(TrainingOptions options, ITrainingTask task, TimeProvider clock) =>
        (_options, _task, _clock, _checkpoint) = (options, task, clock, new TrainingCheckpoint(options.Folder));

    /// <summary>Trains to the end; afterwards the model holds the mean of its weights, where one is kept.</summary>
    /// <param name="resume">Goes on from the newest checkpoint, where there is one; else the folder must hold none.</param>
    /// <param name="cancel">Stops after the step in hand, with a checkpoint.</param>
    /// <returns>The last hold-out scores.</returns>
    /// <exception cref="TrainingException">The folder's checkpoints and the options do not fit, or the loss is no number any more.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; what it had learned is saved.</exception>
    public IReadOnlyDictionary<string, double> Run(bool resume = false, IProgress<TrainingProgress>? progress = null, CancellationToken cancel = default)
    {
        Directory.CreateDirectory(_options.Folder);
        var model = _task.Model;
        using var optimizer = Optimizer(model);
        using var mean = _options.AverageDecay is { } decay ? new WeightAverage(model, decay) : null;
        var (first, before) = Begin(resume, model, mean, optimizer);
        using var log = new TrainingLog(_options.Folder, first);
        var (start, saved) = (_clock.GetTimestamp(), _clock.GetTimestamp());
        var (smoothLoss, smoothSeconds) = (double.NaN, double.NaN);
        IReadOnlyDictionary<string, double> scores = new Dictionary<string, double>();

        model.train();
        var isLast = _options.Share(first, before) >= 1;
        for (var step = first; !isLast; step++)
        {
            var began = _clock.GetTimestamp();
            var trained = before + _clock.GetElapsedTime(start, began);
            var rate = _options.Schedule(step, trained);
            var loss = Step(step, _options.Share(step, trained), rate, model, optimizer);
            mean?.Add(step);
            smoothLoss = Smooth(smoothLoss, loss);
            var ended = _clock.GetTimestamp();
            smoothSeconds = Smooth(smoothSeconds, _clock.GetElapsedTime(began, ended).TotalSeconds);

            var done = step + 1;
            isLast = _options.Share(done, before + _clock.GetElapsedTime(start, ended)) >= 1;
            log.Write(new TrainingLogLine(done, Elapsed(), loss, _options.Rate * rate));
            var now = new TrainingProgress(done, _options.Steps, smoothLoss, _options.Rate * rate, Remaining(done));
            progress?.Report(now);
            if (done % _options.ScoreEvery == 0 || isLast)
            {
                scores = Score(model, mean);
                log.Write(new TrainingLogLine(done, Elapsed(), Scores: scores));
                progress?.Report(now with { Scores = scores });
            }
            if (isLast || cancel.IsCancellationRequested || _clock.GetElapsedTime(saved) >= _options.SaveEvery)
            {
                log.Flush();
                _checkpoint.Save(done, Trained(), _options, model, mean, optimizer);
                saved = _clock.GetTimestamp();
            }
            cancel.ThrowIfCancellationRequested();
        }
        mean?.MoveToModel();
        model.eval();
        return scores;

        double Elapsed() => Math.Round(_clock.GetElapsedTime(start).TotalSeconds, 3);

        TimeSpan Trained() => before + _clock.GetElapsedTime(start);

        TimeSpan Remaining(int done)
        {
            var bySteps = TimeSpan.FromSeconds(smoothSeconds * (_options.Steps - done));
            return _options.Budget is { } budget && budget - Trained() is var byTime && byTime < bySteps ? byTime : bySteps;
        }
    }

    private (int Step, TimeSpan Trained) Begin(bool resume, Module model, WeightAverage? mean, AdamW optimizer)
    {
        if (_checkpoint.Newest() is not { } step) return (0, TimeSpan.Zero);
        if (!resume) throw new TrainingException($"{_options.Folder} holds a run of {step} steps. Resume it, or give another folder.");
        return (step, _checkpoint.Load(step, _options, model, mean, optimizer));
    }

    private double Step(int step, double share, double rate, Module model, AdamW optimizer)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed((_options.Seed * 1_000_003) + step);
        foreach (var group in optimizer.ParamGroups) group.LearningRate = group.InitialLearningRate * rate;
        optimizer.zero_grad();
        var loss = _task.Loss(step, share);
        var number = loss.item<float>();
        if (!float.IsFinite(number)) throw new TrainingException($"The loss of step {step + 1} is {number}. Lower the learning rate.");
        loss.backward();
        torch.nn.utils.clip_grad_norm_(model.parameters(), _options.MostGradient);
        optimizer.step();
        return number;
    }

    private IReadOnlyDictionary<string, double> Score(Module model, WeightAverage? mean)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        model.eval();
        var scores = mean is null ? _task.Score() : mean.InPlace(_task.Score);
        model.train();
        return scores;
    }

    private AdamW Optimizer(Module model)
    {
        var groups = model.parameters().Where(parameter => parameter.requires_grad)
            .GroupBy(parameter => (Decay: parameter.ndim >= 2 ? _options.WeightDecay : 0, Share: _task.RateOf(parameter)));
        return torch.optim.AdamW(
            groups.Select(group => new AdamW.ParamGroup(group, _options.Rate * group.Key.Share, beta2: _options.Beta2, weight_decay: group.Key.Decay)));
    }

    private static double Smooth(double before, double now) => double.IsNaN(before) ? now : (Memory * before) + ((1 - Memory) * now);
}
