namespace Rag.Engine.Ask.BuiltIn;

/// <summary>How the built-in reader chooses, writes and abstains.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record BuiltInReaderOptions
{
    /// <summary>Whether the gated decoder writes the answer; else it is the best span of a passage, word for word.</summary>
    public bool Writes { get; init; }

    /// <summary>Whether the decoder is handed the spans' scores, or finds the answer by itself, which it does better.</summary>
    public bool FollowsSpans { get; init; }

    /// <summary>What all gates of the decoder are held at, for comparisons; null lets them open as they learned.</summary>
    public double? Gate { get; init => field = value is { } gate ? Finite(gate) : null; }

    /// <summary>The confidence, 0..1, below which it abstains; null for the one that was chosen on held-out questions.</summary>
    public double? Threshold
    {
        get;
        init => field = value is not (< 0 or > 1) ? value : throw new ArgumentOutOfRangeException(nameof(Threshold), value, "A confidence lies in 0..1.");
    }

    /// <summary>
    /// What is taken from the score of a passage that repeats the question: it may have been written so that it is found. Of a page of
    /// questions and answers that is the only one to answer, nothing is lost by it.
    /// </summary>
    public double EchoPenalty { get; init => field = Finite(value); } = 4;

    /// <summary>How many citations an answer carries at the most, 1 or more.</summary>
    public int Citations
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Citations), value, "An answer cites at least once.");
    } = 3;

    private static double Finite(double value) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a finite number.");
}
