namespace Rag.Engine.Caption;

/// <summary>A caption as far as it is written.</summary>
/// <param name="Words">Numbers of a <see cref="Lexicon"/>, without the end.</param>
/// <param name="LogProbability">Of these and, once it is finished, of the end.</param>
public sealed record CaptionBeam(IReadOnlyList<int> Words, double LogProbability)
{
    /// <summary>Nothing yet.</summary>
    public static CaptionBeam Empty { get; } = new([], 0);

    /// <summary>Its log probability by its length to a power, the end counted: 0 favours short captions, 1 none.</summary>
    public double Score(double lengthPower) => LogProbability / Math.Pow(Words.Count + 1, lengthPower);
}
