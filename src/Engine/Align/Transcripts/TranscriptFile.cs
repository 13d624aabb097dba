using Rag.Files.Documents;

namespace Rag.Engine.Align.Transcripts;

/// <summary>
/// Reads transcripts: plain text and one line a cue, SubRip (SRT), WebVTT, and JSON with segments as <c>rag transcribe</c> and Whisper write it.
/// The ending of the name chooses; under another ending, the content.
/// </summary>
public static class TranscriptFile
{
    private const int SniffedLines = 4;

    /// <summary>The endings under which a transcript is looked for beside a recording, the best first.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".txt", ".srt", ".vtt", ".json"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="BadInputException">It is absent, empty or damaged, or in a script that the aligner's letters cannot spell.</exception>
    public static TranscriptText Read(string path)
    {
        var text = Load(path, out var paragraphs);
        IReadOnlyList<TranscriptCue> cues = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".srt" or ".vtt" => SubtitleReader.Read(path, text),
            ".json" => JsonTranscript.Read(path, text),
            _ when LooksLikeSubtitles(text) => SubtitleReader.Read(path, text),
            _ when LooksLikeJson(text) => JsonTranscript.Read(path, text),
            _ => PlainTranscript.Read(text, paragraphs),
        };
        return TranscriptWords.Of(path, cues);
    }

    /// <summary>The decoded characters, whatever their encoding, and the paragraphs that plain text would have.</summary>
    private static string Load(string path, out IReadOnlyList<Block> paragraphs)
    {
        var reader = new DocumentReader();
        try
        {
            var document = reader.Read("transcript.txt", reader.Load(path));
            paragraphs = document.Blocks;
            return document.Text;
        }
        catch (DocumentException e)
        {
            throw new BadInputException($"{path}: {e.Reason}");
        }
    }

    private static bool LooksLikeSubtitles(string text) =>
        text.StartsWith("WEBVTT", StringComparison.Ordinal)
        || text.Split('\n', SniffedLines + 1).Take(SniffedLines).Any(line => SubtitleReader.IsTiming(line));

    private static bool LooksLikeJson(string text) =>
        text.AsSpan().Trim() is ['{' or '[', .., '}' or ']'] && text.Contains("\"text\"", StringComparison.Ordinal);
}
