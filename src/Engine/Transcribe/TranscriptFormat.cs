using System.Text.Json.Nodes;

namespace Rag.Engine.Transcribe;

/// <summary>The forms in which a transcript is written.</summary>
public enum TranscriptFormat
{
    /// <summary>A line a stretch of speech.</summary>
    Txt,

    /// <summary>Subtitles as SubRip has them.</summary>
    Srt,

    /// <summary>Subtitles of the web (WebVTT).</summary>
    Vtt,

    /// <summary>All that is known.</summary>
    Json,

    /// <summary>A table: start and end in seconds, text.</summary>
    Tsv,
}

/// <summary>Writes transcripts.</summary>
public static class TranscriptFormats
{
    /// <summary>The transcript in a form; it ends with the end of a line.</summary>
    public static string Write(this TranscriptFormat format, Transcript transcript)
    {
        var segments = transcript.Segments;
        return format switch
        {
            TranscriptFormat.Txt => string.Concat(segments.Select(segment => $"{Line(segment)}\n")),
            TranscriptFormat.Srt => string.Concat(segments.Select((segment, i) =>
                $"{i + 1}\n{SubtitleSyntax.Clock(segment.Start, ',')} --> {SubtitleSyntax.Clock(segment.End, ',')}\n"
                + $"{SubtitleSyntax.SubRip(Line(segment))}\n\n")),
            TranscriptFormat.Vtt => "WEBVTT\n\n" + string.Concat(segments.Select(segment =>
                $"{SubtitleSyntax.Clock(segment.Start, '.')} --> {SubtitleSyntax.Clock(segment.End, '.')}\n{SubtitleSyntax.Escaped(Line(segment))}\n\n")),
            TranscriptFormat.Tsv => "start\tend\ttext\n" + string.Concat(segments.Select(segment =>
                $"{SubtitleSyntax.Seconds(segment.Start)}\t{SubtitleSyntax.Seconds(segment.End)}\t{Line(segment)}\n")),
            _ => ToJson(transcript).ToJsonString(SubtitleSyntax.Json) + "\n",
        };
    }

    /// <summary>The transcript with all that is known.</summary>
    public static JsonObject ToJson(Transcript transcript) => new()
    {
        ["source"] = transcript.Source,
        ["language"] = transcript.Language,
        ["seconds"] = Math.Round(transcript.Seconds, 3),
        ["text"] = transcript.Text,
        ["segments"] = new JsonArray([.. transcript.Segments.Select(segment => new JsonObject
        {
            ["start"] = Math.Round(segment.Start, 3),
            ["end"] = Math.Round(segment.End, 3),
            ["text"] = Line(segment),
            ["language"] = segment.Language,
            ["log_probability"] = Math.Round(segment.LogProbability, 4),
        })]),
    };

    private static string Line(TranscriptSegment segment) => SubtitleSyntax.Line(segment.Text);
}
