namespace Rag.Engine.Ask.Reading;

/// <summary>How the gated decoder writes.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record WritingOptions
{
    /// <summary>What all gates are held at, for comparisons; null lets them open as they learned.</summary>
    public double? Gate { get; init => field = value is { } gate && !double.IsFinite(gate) ? throw new ArgumentOutOfRangeException(nameof(Gate), value, "A gate is a finite number.") : value; }

    /// <summary>Whether it is handed the scores of the spans, beside the memory; else it finds the answer by itself.</summary>
    public bool FollowsSpans { get; init; }

    /// <summary>Answers that are written side by side, of which the best is taken; 1 or more.</summary>
    public int Beams { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Beams), value, "At least one answer is written."); } = 3;

    /// <summary>How much longer answers are helped, 0 for not at all: their log probability is divided by ((5 + pieces) / 6) to its power.</summary>
    public double LengthPenalty
    {
        get;
        init => field = double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(LengthPenalty), value, "A length penalty is a finite number.");
    } = 0.6;
}
