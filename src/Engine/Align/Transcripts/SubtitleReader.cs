using System.Globalization;
using System.Text.RegularExpressions;

namespace Rag.Engine.Align.Transcripts;

/// <summary>Reads subtitles, as SubRip and the web (WebVTT) have them: numbers, names, notes and styles are left out, and so is markup.</summary>
internal static partial class SubtitleReader
{
    private const string Moment = "(?:[0-9]{1,4}:)?[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]{1,3})?";

    /// <exception cref="BadInputException">It has no cue, or a line of times that says none.</exception>
    public static IReadOnlyList<TranscriptCue> Read(string path, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var cues = new List<TranscriptCue>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (IsNote(lines[i], i > 0 ? lines[i - 1] : ""))
            {
                while (i + 1 < lines.Length && lines[i + 1].Trim().Length > 0) i++;
                continue;
            }
            if (!lines[i].Contains("-->", StringComparison.Ordinal)) continue;
            if (Timing().Match(lines[i]) is not { Success: true } times)
                throw new BadInputException(
                    $"{path}: line {i + 1}: \"{Short(lines[i])}\" is no time of a subtitle; expected two such as 00:00:01,000 --> 00:00:02,500");
            var spoken = new List<string>();
            while (i + 1 < lines.Length && lines[i + 1].Trim().Length > 0 && !IsTiming(lines[i + 1])
                && !IsNumberBeforeTiming(lines, i + 1)) spoken.Add(lines[++i]);
            cues.Add(new TranscriptCue(CueMarkup.Strip(spoken), Seconds(times.Groups[1].Value), Seconds(times.Groups[2].Value)));
        }
        return cues.Count > 0 ? cues : throw new BadInputException(
            $"{path}: there is no subtitle in it; one begins with a line such as 00:00:01,000 --> 00:00:02,500 (plain text wants the ending .txt)");
    }

    /// <summary>Whether a line says from when to when a subtitle is shown.</summary>
    public static bool IsTiming(string line) => Timing().IsMatch(line);

    private static bool IsNote(string line, string before) =>
        before.Trim().Length == 0 && (line is "STYLE" or "REGION" || line == "NOTE" || line.StartsWith("NOTE ", StringComparison.Ordinal))
            && !line.Contains("-->", StringComparison.Ordinal);

    /// <summary>Where the empty line before a subtitle is missing.</summary>
    private static bool IsNumberBeforeTiming(string[] lines, int i) => i + 1 < lines.Length && lines[i].Trim().All(char.IsAsciiDigit)
        && IsTiming(lines[i + 1]);

    private static double Seconds(string clock) => clock.Replace(',', '.').Split(':')
        .Aggregate(0.0, (sum, part) => (60 * sum) + double.Parse(part, CultureInfo.InvariantCulture));

    private static string Short(string line) => line.Trim() is { Length: > 60 } text ? text[..60] + "…" : line.Trim();

    [GeneratedRegex($@"^\s*({Moment})\s*-->\s*({Moment})(?:\s|$)")]
    private static partial Regex Timing();
}
