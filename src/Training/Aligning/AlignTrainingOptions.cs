using System.Runtime.CompilerServices;

namespace Rag.Training.Aligning;

/// <summary>How an aligner learns.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record AlignTrainingOptions
{
    /// <summary>The most recordings of a step; 12.</summary>
    public int Recordings { get; init => field = AtLeast(1, value); } = 12;

    /// <summary>The most seconds of sound of a step, but that one recording may be longer; 42.</summary>
    public double Seconds { get; init => field = Positive(value); } = 42;

    /// <summary>Longer recordings are not learned from, in seconds; 20.</summary>
    public double LongestSeconds { get; init => field = Positive(value); } = 20;

    /// <summary>Of which seed the order follows by which recordings are set aside; 7.</summary>
    public int SplitSeed { get; init; } = 7;

    /// <summary>Letters of the batch's other transcripts that a frame must tell from its own; 64.</summary>
    public int Negatives { get; init => field = AtLeast(0, value); } = 64;

    /// <summary>Weight of the CRF, for each boundary of the batch; 1.</summary>
    public double CrfWeight { get; init => field = Share(value, 100); } = 1;

    /// <summary>Weight of the local part, for each frame of the batch; 1.</summary>
    public double LocalWeight { get; init => field = Share(value, 100); } = 1;

    /// <summary>Weight of the cross-entropy of sounds, for each frame of the batch; 0.5.</summary>
    public double PhoneWeight { get; init => field = Share(value, 100); } = 0.5;

    /// <summary>How what is heard is changed from one time to the next.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Held-out recordings of each set that are aligned to score; 40.</summary>
    public int Scored { get; init => field = AtLeast(1, value); } = 40;

    private static int AtLeast(int least, int value, [CallerMemberName] string name = "") => value >= least ? value : throw Bad(value, name);

    private static double Positive(double value, [CallerMemberName] string name = "") => value > 0 && double.IsFinite(value) ? value : throw Bad(value, name);

    private static double Share(double value, double most, [CallerMemberName] string name = "") => value >= 0 && value <= most ? value : throw Bad(value, name);

    private static ArgumentOutOfRangeException Bad(object? value, [CallerMemberName] string name = "") => new(name, value, $"An aligner cannot learn with {name} = {value}.");
}
