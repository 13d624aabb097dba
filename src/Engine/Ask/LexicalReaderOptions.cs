using System.Runtime.CompilerServices;

namespace Rag.Engine.Ask;

/// <summary>How the lexical reader weighs its evidence.</summary>
/// <exception cref="ArgumentOutOfRangeException">A share is outside 0..1, or there is no room for a citation.</exception>
public sealed record LexicalReaderOptions
{
    /// <summary>The score, 0..1, that the best sentence must reach for an answer to be given.</summary>
    public double Threshold { get; init => field = Share(value); } = 0.5;

    /// <summary>How much the passage's coverage counts beside the sentence's own, 0..1.</summary>
    public double PassageWeight { get; init => field = Share(value); } = 0.5;

    /// <summary>Share of the best sentence's score that another must reach to be cited beside it, 0..1.</summary>
    public double CitationShare { get; init => field = Share(value); } = 0.8;

    /// <summary>How many citations an answer carries at the most, 1 or more.</summary>
    public int Citations
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Citations), value, "An answer cites at least once.");
    } = 3;

    private static double Share(double value, [CallerMemberName] string name = "") =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "A share lies in 0..1.");
}
