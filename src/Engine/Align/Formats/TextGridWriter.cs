using System.Globalization;
using System.Text;

namespace Rag.Engine.Align.Formats;

/// <summary>
/// Writes Praat's long text format. The intervals of a tier follow one another without a gap and fill the recording; pauses have empty labels. Words
/// that are not in the sound, or have no length, have no interval.
/// </summary>
internal static class TextGridWriter
{
    /// <summary>Times are written to a tenth of a millisecond.</summary>
    public const int PerSecond = 10_000;

    public static string Write(Alignment alignment)
    {
        var words = TimedWord.All(alignment, PerSecond);
        var end = Math.Max((long)Math.Round(alignment.Seconds * PerSecond), 1);
        var heard = words.Where(word => word.HasLength && word.Word.Status != WordStatus.NotInAudio).Select(word => (word.Start, word.End, word.Text));
        var segments = TimedSegment.All(words).Where(segment => segment.End > segment.Start
            && segment.Words.Any(word => word.Word.Status != WordStatus.NotInAudio))
            .Select(segment => (segment.Start, segment.End, segment.Text));
        var text = new StringBuilder("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n");
        text.Append(CultureInfo.InvariantCulture, $"xmin = 0\nxmax = {Seconds(end)}\ntiers? <exists>\nsize = 2\nitem []:\n");
        Tier(text, 1, "words", Tiled(heard, end), end);
        Tier(text, 2, "segments", Tiled(segments, end), end);
        return text.ToString();
    }

    /// <summary>With an empty interval where nothing is.</summary>
    private static List<(long Start, long End, string Text)> Tiled(IEnumerable<(long Start, long End, string Text)> intervals, long end)
    {
        var tiled = new List<(long Start, long End, string Text)>();
        long at = 0;
        foreach (var interval in intervals)
        {
            if (interval.Start > at) tiled.Add((at, interval.Start, ""));
            tiled.Add(interval);
            at = interval.End;
        }
        if (at < end) tiled.Add((at, end, ""));
        return tiled;
    }

    private static void Tier(StringBuilder text, int number, string name, List<(long Start, long End, string Text)> intervals, long end)
    {
        text.Append(CultureInfo.InvariantCulture,
            $"    item [{number}]:\n        class = \"IntervalTier\"\n        name = \"{name}\"\n        xmin = 0\n        xmax = {Seconds(end)}\n");
        text.Append(CultureInfo.InvariantCulture, $"        intervals: size = {intervals.Count}\n");
        for (var i = 0; i < intervals.Count; i++)
        {
            var (from, to, label) = intervals[i];
            text.Append(CultureInfo.InvariantCulture,
                $"        intervals [{i + 1}]:\n            xmin = {Seconds(from)}\n            xmax = {Seconds(to)}\n");
            text.Append($"            text = \"{Quoted(label)}\"\n");
        }
    }

    private static string Quoted(string text) => text.ReplaceLineEndings(" ").Replace("\"", "\"\"", StringComparison.Ordinal);

    private static string Seconds(long units) => ((decimal)units / PerSecond).ToString("0.####", CultureInfo.InvariantCulture);
}
