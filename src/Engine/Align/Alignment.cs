namespace Rag.Engine.Align;

/// <summary>A recording with its transcript, word by word.</summary>
/// <param name="Source">The recording.</param>
/// <param name="Seconds">How long it is.</param>
/// <param name="Text">The transcript's text, of which the words are stretches.</param>
/// <param name="Words">In the transcript's order; their times do not overlap.</param>
/// <param name="Unwritten">Stretches of the recording in which something is said that the transcript has not.</param>
public sealed record Alignment(string Source, double Seconds, string Text, IReadOnlyList<AlignedWord> Words, IReadOnlyList<(double Start, double End)> Unwritten)
{
    /// <summary>Share of the words that were found in the sound; 0 of none.</summary>
    public double Coverage => Words.Count == 0 ? 0 : (double)Words.Count(word => word.Status == WordStatus.Aligned) / Words.Count;

    /// <summary>Mean confidence of the words that were found; 0 where none was.</summary>
    public double Confidence => Words.Where(word => word.Status == WordStatus.Aligned).Select(word => word.Confidence).DefaultIfEmpty().Average();
}
