using System.Runtime.CompilerServices;

namespace Rag.Engine.Caption;

/// <summary>How captions are written.</summary>
/// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
public sealed record CaptionWritingOptions
{
    /// <summary>In which language.</summary>
    public CaptionLanguage Language { get; init; } = CaptionLanguage.En;

    /// <summary>Captions that are written side by side, of which the best is taken; 1 or more.</summary>
    public int Beams { get; init => field = value >= 1 ? value : throw Bad(value); } = 3;

    /// <summary>Words of the shortest caption.</summary>
    public int LeastWords { get; init => field = value >= 1 ? value : throw Bad(value); } = 3;

    /// <summary>A caption's log probability is divided by its length to this power: higher favours longer ones.</summary>
    public double LengthPower { get; init => field = double.IsFinite(value) ? value : throw Bad(value); } = 0.7;

    /// <summary>
    /// How much agreement with the retrieved captions (<see cref="Retrieval.CaptionPool.Agreement"/>, 0..1) counts against log
    /// probability; chosen on half of Flickr8k's validation pictures.
    /// </summary>
    public double AgreementWeight { get; init => field = double.IsFinite(value) ? value : throw Bad(value); } = 40;

    private static ArgumentOutOfRangeException Bad(double value, [CallerMemberName] string name = "") =>
        new(name, value, $"{name} cannot be {value}.");
}
