using System.Runtime.CompilerServices;

namespace Rag.Training.Aligning;

/// <summary>How a recording is changed each time that it is heard. <see cref="None"/> leaves it as it is.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record AugmentationOptions
{
    /// <summary>No change at all.</summary>
    public static AugmentationOptions None { get; } = new()
    {
        SpeedShare = 0,
        Warp = 0,
        NoiseShare = 0,
        ReverbShare = 0,
        Masks = 0,
        RandomEnds = false,
    };

    /// <summary>How often a recording is played slower or faster; 0.5.</summary>
    public double SpeedShare { get; init => field = Share(value); } = 0.5;

    /// <summary>The slowest and the fastest, as shares of the pace; 0.88 and 1.14.</summary>
    public (double Least, double Most) Speed { get; init => field = value.Least > 0.1 && value.Most >= value.Least && value.Most < 10 ? value : throw Bad(value); } = (0.88, 1.14);

    /// <summary>Standard deviation of the factor on the mel scale, which makes a voice another's; 0.08. It stays within 0.8..1.2.</summary>
    public double Warp { get; init => field = Share(value); } = 0.08;

    /// <summary>How often noise is added, white or of low or high frequencies; 0.6.</summary>
    public double NoiseShare { get; init => field = Share(value); } = 0.6;

    /// <summary>Signal over noise in decibels, at least and at most; 5 and 40.</summary>
    public (double Least, double Most) NoiseDecibels { get; init => field = value.Most >= value.Least ? value : throw Bad(value); } = (5, 40);

    /// <summary>How often it is heard in a room; 0.2.</summary>
    public double ReverbShare { get; init => field = Share(value); } = 0.2;

    /// <summary>Length of the room's tail in seconds, at least and at most; 0.05 and 0.35.</summary>
    public (double Least, double Most) ReverbSeconds { get; init => field = value.Least > 0 && value.Most >= value.Least ? value : throw Bad(value); } = (0.05, 0.35);

    /// <summary>Stretches of bands, and as many of frames, that are hidden; 2.</summary>
    public int Masks { get; init => field = value is >= 0 and <= 100 ? value : throw Bad(value); } = 2;

    /// <summary>The most bands of a stretch; 12.</summary>
    public int MaskBands { get; init => field = value is >= 1 and <= 80 ? value : throw Bad(value); } = 12;

    /// <summary>The most frames of a stretch; 8.</summary>
    public int MaskFrames { get; init => field = value >= 1 ? value : throw Bad(value); } = 8;

    /// <summary>Whether the silence before the first and after the last word, where their times are known, gets another length each time.</summary>
    public bool RandomEnds { get; init; } = true;

    private static double Share(double value, [CallerMemberName] string name = "") => value is >= 0 and <= 1 ? value : throw Bad(value, name);

    private static ArgumentOutOfRangeException Bad(object? value, [CallerMemberName] string name = "") => new(name, value, $"A recording cannot be changed with {name} = {value}.");
}
