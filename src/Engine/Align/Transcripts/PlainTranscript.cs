using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Engine.Align.Transcripts;

/// <summary>The cues of plain text: its short lines, and the sentences of longer paragraphs.</summary>
internal static class PlainTranscript
{
    /// <summary>Characters of a line that is a cue by itself: more is a paragraph.</summary>
    private const int LongestLine = 160;

    /// <summary>Lines that a sentence goes on: where one has more, nobody wrote full stops, and the lines are the cues.</summary>
    private const int MostLinesOfSentence = 5;

    /// <summary>The cues of a file's paragraphs.</summary>
    public static IReadOnlyList<TranscriptCue> Read(string text, IReadOnlyList<Block> paragraphs) =>
        [.. paragraphs.SelectMany(block => CuesOf(text[block.Start..block.End]))];

    /// <summary>The cues of a text whose lines are its paragraphs.</summary>
    public static IReadOnlyList<TranscriptCue> Read(string text) => [.. text.Split('\n').SelectMany(CuesOf)];

    private static IEnumerable<TranscriptCue> CuesOf(string paragraph)
    {
        var hasLines = paragraph.Contains('\n');
        if (paragraph.Length <= LongestLine && !hasLines) return [new TranscriptCue(paragraph)];
        var sentences = Sentences.Find(paragraph).Select(sentence => paragraph[sentence.Start..sentence.End]).ToList();
        var isWithoutMarks = hasLines && (sentences.Count == 1 || sentences.Any(sentence => sentence.Count(c => c == '\n') > MostLinesOfSentence));
        return (isWithoutMarks ? [.. paragraph.Split('\n')] : sentences).Select(text => new TranscriptCue(text));
    }
}
