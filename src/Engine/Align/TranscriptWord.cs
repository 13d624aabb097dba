namespace Rag.Engine.Align;

/// <summary>A word of a transcript as it is to be found in the sound.</summary>
/// <param name="Text">As it is written, with its punctuation.</param>
/// <param name="Start">Where it begins in the transcript's text, in UTF-16 units.</param>
/// <param name="End">Behind its last unit.</param>
/// <param name="Readings">
/// The ways in which it may be said, at least one, each in small letters (a-z), apostrophes and single spaces between the words of a reading,
/// as in "eighteen forty seven"; the sound decides between them. Empty where nothing of it is said, as of a dash alone.
/// </param>
/// <param name="Cue">Number of the cue, line or segment that it belongs to, from 0.</param>
public sealed record TranscriptWord(string Text, int Start, int End, IReadOnlyList<string> Readings, int Cue);
