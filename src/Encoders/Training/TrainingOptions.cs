namespace Rag.Encoders.Training;

/// <summary>How a model is trained. Numbers that make no sense are refused here, with the reason.</summary>
public sealed record TrainingOptions
{
    /// <param name="folder">Checkpoints and the log go there.</param>
    /// <param name="steps">Updates of the weights, from the first to the end of the cosine.</param>
    /// <param name="budget">Time after which the cosine ends, if the steps are not done sooner; scoring counts, interruptions do not.</param>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    public TrainingOptions(
        string folder, int steps, double rate = 1e-3, double warmUp = 0.03, double lastRate = 0.02, double beta2 = 0.98, double weightDecay = 0.05,
        double mostGradient = 1, double? averageDecay = 0.998, long seed = 1, int scoreEvery = 500, TimeSpan? saveEvery = null, TimeSpan? budget = null)
    {
        (Folder, Steps, Rate, WarmUp, LastRate, Beta2, WeightDecay) = (folder, steps, rate, warmUp, lastRate, beta2, weightDecay);
        (MostGradient, AverageDecay, Seed, ScoreEvery, SaveEvery) = (mostGradient, averageDecay, seed, scoreEvery, saveEvery ?? TimeSpan.FromMinutes(3));
        Budget = budget;
        if (Refusals().FirstOrDefault() is { } refusal) throw new ArgumentException(refusal);
    }

    /// <summary>Where checkpoints and the log go.</summary>
    public string Folder { get; }

    /// <summary>Updates of the weights, all in all.</summary>
    public int Steps { get; }

    /// <summary>The learning rate at its peak.</summary>
    public double Rate { get; }

    /// <summary>Share of the steps in which the rate rises to its peak.</summary>
    public double WarmUp { get; }

    /// <summary>Share of the peak that half a cosine ends at.</summary>
    public double LastRate { get; }

    /// <summary>AdamW's memory of squared gradients; that of gradients is 0.9.</summary>
    public double Beta2 { get; }

    /// <summary>Of matrices and kernels; vectors (biases, scales of norms) do not decay.</summary>
    public double WeightDecay { get; }

    /// <summary>A longer gradient is shortened to this norm.</summary>
    public double MostGradient { get; }

    /// <summary>What the running mean of the weights keeps of itself a step, once it is long; null scores and ships the last weights.</summary>
    public double? AverageDecay { get; }

    /// <summary>All randomness follows from it and the number of the step.</summary>
    public long Seed { get; }

    /// <summary>Hold-out scores are taken every so many steps, and at the end.</summary>
    public int ScoreEvery { get; }

    /// <summary>Time between checkpoints.</summary>
    public TimeSpan SaveEvery { get; }

    /// <summary>The most time of training, over all sessions of the run; null where only steps count.</summary>
    public TimeSpan? Budget { get; }

    /// <summary>How much of the run is done before a step (from 0): of the steps or of the time, whichever is more.</summary>
    /// <param name="trained">Time spent so far.</param>
    public double Share(int step, TimeSpan trained = default) =>
        Budget is { } budget ? Math.Min(1, Math.Max((double)step / Steps, trained / budget)) : (double)step / Steps;

    /// <summary>The learning rate of a step (from 0) as a share of the peak: a line up, then half a cosine down.</summary>
    /// <param name="trained">Time spent so far.</param>
    public double Schedule(int step, TimeSpan trained = default)
    {
        var (done, rising) = (Share(step, trained) * Steps, Math.Max(1, WarmUp * Steps));
        if (done < rising) return (done + 1) / (rising + 1);
        var fallen = Math.Min(1, (done - rising) / Math.Max(1, Steps - rising));
        return LastRate + ((1 - LastRate) * (1 + Math.Cos(Math.PI * fallen)) / 2);
    }

    private IEnumerable<string> Refusals()
    {
        if (string.IsNullOrWhiteSpace(Folder)) yield return "Training wants a folder to write to.";
        if (Steps < 1 || ScoreEvery < 1) yield return $"Steps and steps between scores are 1 or more, not {Steps} and {ScoreEvery}.";
        if (!(Rate > 0) || !double.IsFinite(Rate)) yield return $"A learning rate is positive, not {Rate}.";
        if (!(WarmUp is >= 0 and < 1) || !(LastRate is >= 0 and <= 1)) yield return $"Warm-up and last rate are shares, not {WarmUp} and {LastRate}.";
        if (!(Beta2 is > 0 and < 1) || !(WeightDecay >= 0)) yield return $"AdamW wants beta2 in (0, 1) and a weight decay of 0 or more, not {Beta2} and {WeightDecay}.";
        if (!(MostGradient > 0)) yield return $"The gradient's largest norm is positive, not {MostGradient}.";
        if (AverageDecay is { } decay && !(decay is > 0 and < 1)) yield return $"The mean of the weights decays by a share in (0, 1), not {decay}.";
        if (Budget <= TimeSpan.Zero) yield return $"A budget of time is positive, not {Budget}.";
        if (SaveEvery <= TimeSpan.Zero) yield return $"Checkpoints come every so often, not every {SaveEvery}.";
    }
}
