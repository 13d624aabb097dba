using System.Globalization;
using System.Text;

namespace Rag.Engine.Align.Formats;

/// <summary>
/// Writes SubStation Alpha 4+ in which each word is filled at its time. Times are hundredths of a second, and a line's syllables add up to its
/// length; a pause is a syllable without letters.
/// </summary>
internal static class KaraokeWriter
{
    private const int PerSecond = 100;

    private const string StyleFields =
        "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, "
        + "ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding";

    public static string Write(Alignment alignment)
    {
        var text = new StringBuilder(
            $"""
            [Script Info]
            ScriptType: v4.00+
            WrapStyle: 2
            PlayResX: 1280
            PlayResY: 720

            [V4+ Styles]
            Format: {StyleFields}
            Style: Default,Arial,48,&H0000FFFF,&H00FFFFFF,&H00000000,&H64000000,0,0,0,0,100,100,0,0,1,2,1,2,40,40,40,1

            [Events]
            Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text

            """.ReplaceLineEndings("\n"));
        long before = 0;
        foreach (var segment in TimedSegment.All(TimedWord.All(alignment, PerSecond)))
        {
            foreach (var subtitle in SubtitleLayout.Cut(segment, PerSecond))
            {
                var start = Math.Max(before, subtitle.Segment.Start);
                before = Math.Max(start + 1, subtitle.Segment.End);
                text.Append(CultureInfo.InvariantCulture,
                    $"Dialogue: 0,{Clock(start)},{Clock(before)},Default,,0,0,0,,{Syllables(subtitle, start, before)}\n");
            }
        }
        return text.ToString();
    }

    private static string Syllables(Subtitle subtitle, long start, long end)
    {
        var text = new StringBuilder();
        var at = start;
        for (var line = 0; line < subtitle.Lines.Count; line++)
        {
            if (line > 0) text.Append("\\N");
            for (var i = 0; i < subtitle.Lines[line].Count; i++)
            {
                var word = subtitle.Lines[line][i];
                var (from, to) = word.Word.Status == WordStatus.NotInAudio ? (at, at) : (Math.Clamp(word.Start, at, end), Math.Clamp(word.End, at, end));
                if (from > at) text.Append(CultureInfo.InvariantCulture, $"{{\\k{from - at}}}");
                text.Append(CultureInfo.InvariantCulture, $"{{\\k{to - from}}}{Escaped(word.Text)}{(i + 1 < subtitle.Lines[line].Count ? " " : "")}");
                at = to;
            }
        }
        return text.ToString();
    }

    /// <summary>The format has nothing to escape braces and backslashes with that every player knows: they become their wide forms.</summary>
    private static string Escaped(string text) => text.Replace('{', '｛').Replace('}', '｝').Replace('\\', '＼');

    private static string Clock(long hundredths) => string.Create(
        CultureInfo.InvariantCulture, $"{hundredths / 360_000}:{hundredths / 6000 % 60:00}:{hundredths / 100 % 60:00}.{hundredths % 100:00}");
}
