using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Engine.Align.Transcripts;

/// <summary>The cues of plain text: its short lines, and the sentences of longer paragraphs.</summary>
internal static class PlainTranscript
{
    /// <summary>Characters of a line that is a cue by itself: more is a paragraph.</summary>
    private const int LongestLine = 160;

    /// <summary>The cues of a file's paragraphs.</summary>
    public static IReadOnlyList<TranscriptCue> Read(string text, IReadOnlyList<Block> paragraphs) => [.. paragraphs.SelectMany(block => CuesOf(text[block.Start..block.End]))];

    /// <summary>The cues of a text whose lines are its paragraphs.</summary>
    public static IReadOnlyList<TranscriptCue> Read(string text) => [.. text.Split('\n').SelectMany(CuesOf)];

    private static IEnumerable<TranscriptCue> CuesOf(string paragraph) => paragraph.Length <= LongestLine && !paragraph.Contains('\n')
        ? [new TranscriptCue(paragraph)]
        : Sentences.Find(paragraph).Select(sentence => new TranscriptCue(paragraph[sentence.Start..sentence.End]));
}
