using System.Runtime.CompilerServices;

namespace Rag.Engine.Align;

/// <summary>
/// How recordings are aligned. The costs are in nats and were measured on the shipped model: they belong to it, and a new one is
/// measured again.
/// </summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record AlignOptions
{
    /// <summary>Whether words may be missing in the sound, and speech in the transcript.</summary>
    public bool Mismatch { get; init; } = true;

    /// <summary>How much worse than any speech a frame of a letter may be before it is taken for unwritten speech; 4.</summary>
    public double GarbageOffset { get; init => field = Finite(value); } = 4;

    /// <summary>
    /// What leaving out a word costs; 15. Where that is cheap, a window of a long recording goes over to later words: there are many to choose
    /// from; a word that is said is worth some 70.
    /// </summary>
    public double Skip { get; init => field = AtLeastZero(value); } = 15;

    /// <summary>
    /// What a word has to gain by each of its letters, less 10 for all, to count as said: more letters fit any sound a little better; 3.
    /// </summary>
    public double LetterGain { get; init => field = AtLeastZero(value); } = 3;

    /// <summary>A transcript of which a smaller share of the words is found belongs to another recording; 0.25.</summary>
    public double LeastCoverage { get; init => field = value is >= 0 and <= 1 ? value : throw Bad(value); } = 0.25;

    /// <summary>Nor is it one whose words explain the sound in their order by fewer nats a letter better than shuffled; 1.8.</summary>
    public double LeastOrderGain { get; init => field = double.IsNaN(value) ? throw Bad(value) : value; } = 1.8;

    /// <summary>Seconds of a long recording that are searched at once, 15..120; 30.</summary>
    public double WindowSeconds { get; init => field = value is >= 15 and <= 120 ? value : throw Bad(value); } = 30;

    private static double Finite(double value, [CallerMemberName] string name = "") => double.IsFinite(value) ? value : throw Bad(value, name);

    private static double AtLeastZero(double value, [CallerMemberName] string name = "") => value >= 0 ? value : throw Bad(value, name);

    private static ArgumentOutOfRangeException Bad(double value, [CallerMemberName] string name = "") => new(name, value, $"{name} cannot be {value}.");
}
