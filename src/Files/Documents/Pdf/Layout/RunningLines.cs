using System.Globalization;
using System.Text.RegularExpressions;

namespace Rag.Files.Documents.Pdf.Layout;

/// <summary>Finds running headers, footers and page numbers: what stands at the edge of page after page.</summary>
internal static partial class RunningLines
{
    private const int MinPages = 3;
    private const int MaxLinesOfAnEdge = 4;
    private const double MinGap = 1.8; // in parts of the font's size

    /// <summary>Takes them out of the pages.</summary>
    public static void Remove(List<List<TextLine>> pages)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var page = 0; page < pages.Count; page++)
        {
            foreach (var key in AtEdges(pages[page]).SelectMany(line => Keys(line, page)).Distinct())
                counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        var enough = Math.Max(MinPages, pages.Count / 5);
        for (var page = 0; page < pages.Count; page++)
        {
            foreach (var line in AtEdges(pages[page]))
            {
                if (Keys(line, page).Any(key => counts[key] >= enough)) pages[page].Remove(line);
            }
        }
    }

    private static List<TextLine> AtEdges(List<TextLine> page)
    {
        var fromBelow = page.OrderBy(line => line.Y).ToList();
        return [.. Edge(fromBelow), .. Edge(Enumerable.Reverse(fromBelow))];
    }

    /// <summary>The few lines before the first gap; none if there is no gap soon.</summary>
    private static List<TextLine> Edge(IEnumerable<TextLine> inwards)
    {
        var edge = new List<TextLine>();
        foreach (var line in inwards)
        {
            if (edge.Count > 0 && Math.Abs(line.Y - edge[^1].Y) > MinGap * line.Size) return edge;
            if (edge.Count == MaxLinesOfAnEdge) break;
            edge.Add(line);
        }
        return [];
    }

    /// <summary>
    /// What a line has in common with its like on other pages: where it stands and what it says, as it is and, for each number
    /// in it, with that number as the distance from the page's. So page numbers are alike and the figures of tables are not.
    /// </summary>
    private static IEnumerable<string> Keys(TextLine line, int page)
    {
        var place = $"{Math.Round(line.Y / 4)} ";
        yield return place + line.Text;
        foreach (Match match in Number().Matches(line.Text))
        {
            if (int.TryParse(match.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                yield return $"{place}{line.Text[..match.Index]}#{number - page}#{line.Text[(match.Index + match.Length)..]}";
        }
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
