namespace Rag.Engine.Align.Transcripts;

/// <summary>A stretch of a transcript that its file sets apart: a subtitle, a line, a segment; in running text a sentence.</summary>
/// <param name="Text">What is said, without markup, on one line.</param>
/// <param name="Start">Second at which the file says that it begins; null where it does not say.</param>
/// <param name="End">Second at which the file says that it ends.</param>
public sealed record TranscriptCue(string Text, double? Start = null, double? End = null);
