namespace Rag.Engine.Ask.Reading;

/// <summary>How the gated decoder writes.</summary>
/// <exception cref="ArgumentOutOfRangeException">A gate is no number.</exception>
public sealed record WritingOptions
{
    /// <summary>What all gates are held at, for comparisons; null lets them open as they learned.</summary>
    public double? Gate { get; init => field = value is { } gate && !double.IsFinite(gate) ? throw new ArgumentOutOfRangeException(nameof(Gate), value, "A gate is a finite number.") : value; }

    /// <summary>Whether it is handed the scores of the spans, beside the memory; else it finds the answer by itself.</summary>
    public bool FollowsSpans { get; init; }
}
