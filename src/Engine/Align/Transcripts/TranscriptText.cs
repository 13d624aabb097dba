namespace Rag.Engine.Align.Transcripts;

/// <summary>A transcript ready to be found in a recording.</summary>
/// <param name="Text">The cues' texts, a line each.</param>
/// <param name="Words">In the text's order; each is a stretch of it and belongs to one of the cues.</param>
/// <param name="Cues">At least one, none of them empty.</param>
public sealed record TranscriptText(string Text, IReadOnlyList<TranscriptWord> Words, IReadOnlyList<TranscriptCue> Cues)
{
    /// <summary>What is not looked for in the sound, and why: a line for each reason, which begins as if the file's name stood before it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
