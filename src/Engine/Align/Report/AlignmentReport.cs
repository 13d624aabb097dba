using System.Globalization;
using System.Net;
using System.Text;

namespace Rag.Engine.Align.Report;

/// <summary>Writes what a person looks at after an alignment: a page for each recording, and one with all of them. The pages need nothing else.</summary>
public static class AlignmentReport
{
    /// <summary>
    /// Seconds of a picture, and how many pictures a page has that shows all of a recording: of a longer one only what is suspicious, and the beginning.
    /// </summary>
    private const double Row = 10;
    private const int MostRows = 60;

    private const string Style =
        """
        <style>
        body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 1240px; padding: 0 1rem; color: #222; background: #fff }
        table { border-collapse: collapse } td, th { padding: .25rem .9rem; text-align: right; border-bottom: 1px solid #ddd } td:first-child,
            th:first-child { text-align: left }
        .low { color: #b00020; font-weight: 600 } .note { color: #666 } svg { margin: .3rem 0 }
        .wave { fill: #7a8ca3 } .clock { fill: #888 } .unwritten { fill: #ffe08a }
        .word { fill: #2e7d32; fill-opacity: .16; stroke: #2e7d32; stroke-width: .7 } .doubtful { fill: #ef6c00; stroke: #ef6c00 }
        .estimated { fill: #5c6bc0; stroke: #5c6bc0; stroke-dasharray: 3 2 } .absent { fill: #c62828; stroke: #c62828; stroke-dasharray: 2 2 }
        </style>
        """;

    /// <summary>The page of a recording: its figures, what is suspicious, and its waveform with the words.</summary>
    /// <param name="name">What the page calls it.</param>
    public static string Page(string name, Alignment alignment, LoudnessCurve sound)
    {
        var suspicious = SuspiciousStretch.Find(alignment);
        var html = Begin(name);
        Add(html, $"<p>{alignment.Seconds:0.0} s, {alignment.Words.Count} words, {100 * alignment.Coverage:0.0}% found, ");
        Add(html, $"mean confidence {alignment.Confidence:0.00}</p>\n<p class=\"note\">Green words were found, orange ones are doubtful, ");
        html.Append("blue ones estimated, red ones not in the sound; yellow is speech that the transcript has not.</p>\n");
        if (suspicious.Count > 0) html.Append("<h2>Worth a look</h2>\n<ul>\n");
        foreach (var stretch in suspicious) Add(html,
            $"<li>{Clock(stretch.Start)}-{Clock(stretch.End)}: {WebUtility.HtmlEncode(Formats.XmlFile.Clean(stretch.Reason))}</li>\n");
        if (suspicious.Count > 0) html.Append("</ul>\n");
        foreach (var row in Rows(alignment.Seconds, suspicious)) html.Append(AlignmentPicture.Draw(alignment, sound, row * Row, (row + 1) * Row))
            .Append('\n');
        return html.Append("</body></html>\n").ToString();
    }

    /// <summary>The page with all recordings, the most doubtful first.</summary>
    /// <param name="figures">Of those that were aligned, with the address of each page.</param>
    /// <param name="problems">A line for each that was not.</param>
    public static string Index(IReadOnlyList<(AlignmentFigures Figures, string Page)> figures, IReadOnlyList<string> problems)
    {
        var html = Begin("Alignments");
        var words = figures.Sum(file => file.Figures.Words);
        var coverage = words == 0 ? 0 : figures.Sum(file => file.Figures.Coverage * file.Figures.Words) / words;
        var confidence = figures.Count == 0 ? 0 : figures.Average(file => file.Figures.Confidence);
        Add(html, $"<p>{figures.Count} recordings, {figures.Sum(file => file.Figures.Seconds) / 60:0.0} minutes, {words} words, ");
        Add(html, $"{100 * coverage:0.0}% found, mean confidence {confidence:0.00}</p>\n");
        if (problems.Count > 0) html.Append("<h2>Not aligned</h2>\n<ul>\n")
            .AppendJoin("", problems.Select(problem => $"<li class=\"low\">{WebUtility.HtmlEncode(problem)}</li>\n")).Append("</ul>\n");
        html.Append("<table>\n<tr><th>Recording</th><th>Seconds</th><th>Words</th><th>Found</th><th>Confidence</th><th>Worth a look</th></tr>\n");
        foreach (var (file, page) in figures.OrderBy(file => file.Figures.Coverage * file.Figures.Confidence)
            .ThenBy(file => file.Figures.Name, StringComparer.Ordinal))
        {
            Add(html, $"<tr><td><a href=\"{page}\">{WebUtility.HtmlEncode(file.Name)}</a></td><td>{file.Seconds:0.0}</td><td>{file.Words}</td>");
            Add(html, $"<td{(file.Coverage < 0.9 ? " class=\"low\"" : "")}>{100 * file.Coverage:0.0}%</td>");
            Add(html, $"<td>{file.Confidence:0.00}</td><td>{file.Suspicious}</td></tr>\n");
        }
        return html.Append("</table>\n</body></html>\n").ToString();
    }

    private static IEnumerable<int> Rows(double seconds, IReadOnlyList<SuspiciousStretch> suspicious)
    {
        var count = Math.Max(1, (int)Math.Ceiling(seconds / Row));
        if (count <= MostRows) return Enumerable.Range(0, count);
        return suspicious.Select(stretch => (int)(stretch.Start / Row)).Prepend(0).Where(row => row < count).Distinct().Order().Take(MostRows);
    }

    private static StringBuilder Begin(string title) => new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .Append(WebUtility.HtmlEncode(title)).Append("</title>\n").Append(Style).Append("</head><body>\n<h1>").Append(WebUtility.HtmlEncode(title))
            .Append("</h1>\n");

    private static string Clock(double seconds) => string.Create(CultureInfo.InvariantCulture, $@"{TimeSpan.FromSeconds(seconds):h\:mm\:ss\.f}");

    private static void Add(StringBuilder html, FormattableString text) => html.Append(text.ToString(CultureInfo.InvariantCulture));
}
