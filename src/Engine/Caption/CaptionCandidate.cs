namespace Rag.Engine.Caption;

/// <summary>A caption that may be a picture's.</summary>
/// <param name="Words">See <see cref="CaptionWords"/>.</param>
/// <param name="Likelihood">Its log probability, by its length to the power that was asked for.</param>
/// <param name="Agreement">With the captions retrieved, 0..1; 0 where none were.</param>
public sealed record CaptionCandidate(string[] Words, double Likelihood, double Agreement)
{
    /// <summary>The caption in one line.</summary>
    public string Text => CaptionWords.Join(Words);

    /// <summary>What captions are chosen by.</summary>
    public double Score(double agreementWeight) => Likelihood + (agreementWeight * Agreement);
}
