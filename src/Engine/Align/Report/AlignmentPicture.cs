using System.Globalization;
using System.Net;
using System.Text;
using Rag.Engine.Align.Formats;

namespace Rag.Engine.Align.Report;

/// <summary>Draws a stretch of a recording as SVG: its waveform, and over it the words at their times.</summary>
internal static class AlignmentPicture
{
    private const int Width = 1200, Height = 110, Middle = 70, HalfWave = 36;

    /// <summary>Pixels of a letter, to leave out what would lie over the next word.</summary>
    private const double LetterWidth = 6;

    /// <param name="from">Second of the recording at which the picture begins.</param>
    /// <param name="to">Second at which it ends.</param>
    public static string Draw(Alignment alignment, LoudnessCurve sound, double from, double to)
    {
        var svg = new StringBuilder();
        var scale = Width / (to - from);
        Add(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="100%" role="img" """);
        svg.Append("""font-family="sans-serif" font-size="11">""");
        foreach (var (start, end) in alignment.Unwritten.Where(stretch => stretch.End > from && stretch.Start < to))
            Add(svg, $"""<rect class="unwritten" x="{X(start):0.#}" y="18" width="{X(end) - X(start):0.#}" height="{Height - 18}"/>""");
        Wave(svg, sound, from, to, scale);
        var free = 0.0;
        foreach (var word in alignment.Words.Where(word => word.End > from && word.Start < to))
        {
            var (x, width) = (X(word.Start), Math.Max(1, X(word.End) - X(word.Start)));
            Add(svg, $"""<rect class="{Class(word)}" x="{x:0.#}" y="20" width="{width:0.#}" height="{Height - 34}"><title>{Title(word)}</title></rect>""");
            if (x < free) continue;
            Add(svg, $"""<text x="{x + 1:0.#}" y="14">{WebUtility.HtmlEncode(Printable(word.Word.Text))}</text>""");
            free = x + (LetterWidth * Math.Min(word.Word.Text.Length, 40));
        }
        for (var second = Math.Ceiling(from); second < to; second += to - from > 30 ? 5 : 1)
            Add(svg, $"""<text class="clock" x="{X(second):0.#}" y="{Height - 2}">{TimeSpan.FromSeconds(second):h\:mm\:ss}</text>""");
        return svg.Append("</svg>").ToString();

        double X(double second) => Math.Clamp((second - from) * scale, 0, Width);
    }

    private static void Wave(StringBuilder svg, LoudnessCurve sound, double from, double to, double scale)
    {
        var first = (int)(from * LoudnessCurve.PerSecond);
        var peaks = sound.Peaks.Skip(first).Take((int)((to - from) * LoudnessCurve.PerSecond)).ToList();
        if (peaks.Count == 0) return;
        var loudest = Math.Max(0.01f, peaks.Max());
        var points = peaks.Select((peak, i) => (X: i * scale / LoudnessCurve.PerSecond, Y: HalfWave * peak / loudest)).ToList();
        var upper = points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{Middle - point.Y:0.#}"));
        var lower = points.AsEnumerable().Reverse().Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{Middle + point.Y:0.#}"));
        svg.Append($"""<polygon class="wave" points="{string.Join(' ', upper.Concat(lower))}"/>""");
    }

    private static string Class(AlignedWord word) => word.Status switch
    {
        WordStatus.Aligned => word.Confidence < 0.5 ? "word doubtful" : "word",
        WordStatus.Estimated => "word estimated",
        _ => "word absent",
    };

    private static string Title(AlignedWord word) => WebUtility.HtmlEncode(string.Create(
        CultureInfo.InvariantCulture,
            $"{Printable(word.Word.Text)} {word.Start:0.000}-{word.End:0.000} s, confidence {word.Confidence:0.00}, {AlignmentJson.NameOf(word.Status)}"));

    private static string Printable(string text) => XmlFile.Clean(text);

    private static void Add(StringBuilder svg, FormattableString element) => svg.Append(element.ToString(CultureInfo.InvariantCulture));
}
