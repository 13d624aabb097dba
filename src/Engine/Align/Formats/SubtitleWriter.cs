using System.Text;
using Rag.Engine.Transcribe;

namespace Rag.Engine.Align.Formats;

/// <summary>Writes subtitles, to a millisecond; what has no length is shown for one.</summary>
internal static class SubtitleWriter
{
    private const int PerSecond = 1000;

    public static string Srt(Alignment alignment)
    {
        var text = new StringBuilder();
        var number = 0;
        foreach (var (subtitle, start, end) in Subtitles(alignment))
        {
            var lines = subtitle.Lines.Select(line => SubtitleSyntax.SubRip(string.Join(' ', line.Select(word => word.Text))));
            text.Append($"{++number}\n{SubtitleSyntax.Clock(start, ',')} --> {SubtitleSyntax.Clock(end, ',')}\n{string.Join('\n', lines)}\n\n");
        }
        return text.ToString();
    }

    /// <summary>Each word but a cue's first has its time before it, where that lies inside of the cue.</summary>
    public static string Vtt(Alignment alignment)
    {
        var text = new StringBuilder("WEBVTT\n\n");
        foreach (var (subtitle, start, end) in Subtitles(alignment))
        {
            text.Append($"{SubtitleSyntax.Clock(start, '.')} --> {SubtitleSyntax.Clock(end, '.')}\n");
            var marked = start;
            foreach (var line in subtitle.Lines)
            {
                for (var i = 0; i < line.Count; i++)
                {
                    if (i > 0) text.Append(' ');
                    if (line[i].Start > marked && line[i].Start < end && line[i].Word.Status != WordStatus.NotInAudio)
                    {
                        marked = line[i].Start;
                        text.Append($"<{SubtitleSyntax.Clock(marked, '.')}>");
                    }
                    text.Append(SubtitleSyntax.Escaped(line[i].Text));
                }
                text.Append('\n');
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>In order, none over another.</summary>
    private static IEnumerable<(Subtitle Subtitle, long Start, long End)> Subtitles(Alignment alignment)
    {
        long before = 0;
        foreach (var segment in TimedSegment.All(TimedWord.All(alignment, PerSecond)))
        {
            foreach (var subtitle in SubtitleLayout.Cut(segment, PerSecond))
            {
                var start = Math.Max(before, subtitle.Segment.Start);
                before = Math.Max(start + 1, subtitle.Segment.End);
                yield return (subtitle, start, before);
            }
        }
    }
}
