using System.Runtime.CompilerServices;

namespace Rag.Engine.Transcribe;

/// <summary>Which parts of a recording are worth hearing, by their energy.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record VoiceActivityOptions
{
    /// <summary>Whether long silence is left out; else everything is heard.</summary>
    public bool SkipSilence { get; init; } = true;

    /// <summary>Silence up to so many seconds stays where it is.</summary>
    public double LongestPause { get; init => field = NotNegative(value); } = 2;

    /// <summary>Seconds that are kept on either side of what is heard, so that no soft sound is cut; at most half of the longest pause is.</summary>
    public double Margin { get; init => field = NotNegative(value); } = 0.3;

    /// <summary>A window that is too short for the sound ends in a pause of at least so many seconds, where there is one.</summary>
    public double ShortestPause { get; init => field = NotNegative(value); } = 0.2;

    /// <summary>Decibels by which the loudest sound must exceed the background: a hum, a hiss or a tone is all background.</summary>
    public double LeastRange { get; init => field = NotNegative(value); } = 3;

    /// <summary>How far up from the background to the loudest sound the threshold lies, 0..1, in decibels.</summary>
    public double Threshold
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Threshold), value, "A share lies in 0..1.");
    } = 0.25;

    /// <summary>What is below, in decibels of full scale, is silence whatever else there is.</summary>
    public double Silence { get; init; } = -80;

    private static double NotNegative(double value, [CallerMemberName] string name = "") =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "Times and ranges are 0 or more.");
}
