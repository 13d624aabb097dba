namespace Rag.Engine.Ask.Reading;

/// <summary>What spans are looked for.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
public sealed record ReadingOptions
{
    /// <summary>How many, best first, none overlapping a better one.</summary>
    public int Spans { get; init => field = Positive(value); } = 5;

    /// <summary>Pieces of the longest.</summary>
    public int LongestSpan { get; init => field = Positive(value); } = 30;

    private static int Positive(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }
}

/// <summary>The answers that stand in some passages.</summary>
/// <param name="Spans">Best first, over all passages.</param>
/// <param name="Passages">In the order in which they were given.</param>
/// <param name="NullProbability">That none of them answers: the least of the passages' own.</param>
public sealed record Reading(IReadOnlyList<ReadSpan> Spans, IReadOnlyList<ReadPassage> Passages, double NullProbability)
{
    /// <summary>Nothing was read.</summary>
    internal static Reading Empty { get; } = new([], [], 1);

    internal SpanScores? Scores { get; init; }

    /// <summary>The best span of a passage that lies in a stretch of its text; null where no token stands there.</summary>
    public ReadSpan? Within(int passage, int start, int end) => Scores?.Within(passage, start, end);
}

/// <summary>An answer as it stands in a passage.</summary>
/// <param name="Passage">Which one.</param>
/// <param name="Start">First UTF-16 unit in the passage's text.</param>
/// <param name="End">One past the last.</param>
/// <param name="Score">Sum of its ends' scores; those of different passages can be compared.</param>
/// <param name="Probability">Among all spans of all passages.</param>
public sealed record ReadSpan(int Passage, int Start, int End, double Score, double Probability);

/// <summary>Whether a passage answers.</summary>
/// <param name="Score">Its best span's score less that of "not here": above 0 the passage rather answers.</param>
/// <param name="NullScore">That of "not here".</param>
/// <param name="NullProbability">Of "not here" among the passage's positions.</param>
public sealed record ReadPassage(double Score, double NullScore, double NullProbability);
