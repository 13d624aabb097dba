namespace Rag.Engine.Transcribe;

/// <summary>What is said in a recording.</summary>
/// <param name="Source">The recording.</param>
/// <param name="Language">The code of what is spoken most; null where nothing is.</param>
/// <param name="Seconds">How long the recording is.</param>
public sealed record Transcript(string Source, string? Language, double Seconds, IReadOnlyList<TranscriptSegment> Segments)
{
    /// <summary>All of it; empty where nobody speaks.</summary>
    public string Text => string.Concat(Segments.Select(segment => segment.Text)).Trim();
}

/// <summary>A stretch of speech, a sentence or so.</summary>
/// <param name="Start">Second of the recording at which it begins.</param>
/// <param name="End">Second at which it ends.</param>
/// <param name="Text">With the space before it, where the language puts one.</param>
/// <param name="Language">The code of what is spoken.</param>
/// <param name="LogProbability">Mean of its window's tokens, in nats: below -1 it is doubtful.</param>
public sealed record TranscriptSegment(double Start, double End, string Text, string Language, double LogProbability);

/// <summary>How far a transcription is.</summary>
/// <param name="Seconds">Of the recording that are written down.</param>
public readonly record struct TranscribeProgress(double Seconds);
