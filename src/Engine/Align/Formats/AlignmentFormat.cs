using Rag.Engine.Transcribe;

namespace Rag.Engine.Align.Formats;

/// <summary>The forms in which an alignment is written.</summary>
public enum AlignmentFormat
{
    /// <summary>Praat's, with a tier of words and one of segments.</summary>
    TextGrid,

    /// <summary>Subtitles as SubRip has them.</summary>
    Srt,

    /// <summary>Subtitles of the web (WebVTT), in which each word lights up at its time.</summary>
    Vtt,

    /// <summary>All that is known.</summary>
    Json,

    /// <summary>The time marks of NIST's scoring tools: file, channel, start, duration, word, confidence.</summary>
    Ctm,

    /// <summary>A table: start and end in seconds, confidence, status, segment, word.</summary>
    Tsv,

    /// <summary>ELAN's, with a tier of segments and in it one of words.</summary>
    Eaf,

    /// <summary>The media overlay of an EPUB: a page's words with their stretches of sound.</summary>
    Smil,

    /// <summary>Subtitles of SubStation Alpha, as karaoke.</summary>
    Ass,
}

/// <summary>Writes alignments.</summary>
public static class AlignmentFormats
{
    /// <summary>The format that an ending of a file name stands for; null for one that stands for none.</summary>
    public static AlignmentFormat? OfEnding(string path) =>
        Enum.TryParse<AlignmentFormat>(Path.GetExtension(path).TrimStart('.'), ignoreCase: true, out var format)
            && Path.GetExtension(path) is { Length: > 1 } ending
            && char.IsAsciiLetter(ending[1]) ? format : null;

    /// <summary>The ending of its files, with the point: Praat's own has capitals.</summary>
    public static string Ending(this AlignmentFormat format) => format == AlignmentFormat.TextGrid ? ".TextGrid" : $".{format.ToString().ToLowerInvariant()}";

    /// <summary>The alignment in a form; it ends with the end of a line.</summary>
    public static string Write(this AlignmentFormat format, Alignment alignment) => format switch
    {
        AlignmentFormat.TextGrid => TextGridWriter.Write(alignment),
        AlignmentFormat.Srt => SubtitleWriter.Srt(alignment),
        AlignmentFormat.Vtt => SubtitleWriter.Vtt(alignment),
        AlignmentFormat.Ctm => TableWriter.Ctm(alignment),
        AlignmentFormat.Tsv => TableWriter.Tsv(alignment),
        AlignmentFormat.Eaf => ElanWriter.Write(alignment),
        AlignmentFormat.Smil => SmilWriter.Write(alignment),
        AlignmentFormat.Ass => KaraokeWriter.Write(alignment),
        _ => AlignmentJson.Of(alignment).ToJsonString(SubtitleSyntax.Json) + "\n",
    };
}
