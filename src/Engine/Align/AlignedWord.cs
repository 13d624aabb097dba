namespace Rag.Engine.Align;

/// <summary>What is known of a word's times.</summary>
public enum WordStatus
{
    /// <summary>It was found in the sound.</summary>
    Aligned,

    /// <summary>It has no sound of its own, or none that was found, and stands between its neighbours.</summary>
    Estimated,

    /// <summary>It is in the transcript and not in the sound; its times are where it would stand.</summary>
    NotInAudio,
}

/// <summary>A word with its times.</summary>
/// <param name="Start">Second of the recording at which it begins.</param>
/// <param name="End">Second at which it ends.</param>
/// <param name="Confidence">How sure the times are, 0..1.</param>
public sealed record AlignedWord(TranscriptWord Word, double Start, double End, double Confidence, WordStatus Status);
