using System.Runtime.CompilerServices;

namespace Rag.Engine.Evaluation;

/// <summary>How recordings and transcripts are made harder before they are aligned; as they are by default.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record AlignEvaluationOptions
{
    /// <summary>White noise is added, so many decibels below the recording; null adds none.</summary>
    public double? NoiseDecibels { get; init => field = value is null || double.IsFinite(value.Value) ? value : throw Bad(value); }

    /// <summary>Share of the words that are taken from the transcript at random, so that what is said there is not written.</summary>
    public double Drop { get; init => field = value is >= 0 and < 1 ? value : throw Bad(value); }

    /// <summary>Words of other transcripts put in at random, as a share of the transcript's.</summary>
    public double Insert { get; init => field = value is >= 0 and <= 10 ? value : throw Bad(value); }

    /// <summary>Whether each recording gets the transcript of another, alike in length, which is to be refused; the rest is then not used.</summary>
    public bool OtherTranscripts { get; init; }

    /// <summary>What noise and words are drawn by.</summary>
    public int Seed { get; init; } = 1;

    private static ArgumentOutOfRangeException Bad(object? value, [CallerMemberName] string name = "") => new(name, value, $"{name} = {value} makes no sense.");
}
