using System.Text;

namespace Rag.Files.Documents.Pdf.Layout;

/// <summary>Finds running headers, footers and page numbers: what stands at the edge of page after page.</summary>
internal static class RunningLines
{
    private const int MinPages = 3;
    private const int MaxLinesOfAnEdge = 4;
    private const double MinGap = 1.8; // in parts of the font's size

    /// <summary>Takes them out of the pages.</summary>
    public static void Remove(List<List<TextLine>> pages)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var page in pages)
        {
            foreach (var key in AtEdges(page).Select(Key).Distinct()) counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        foreach (var page in pages)
        {
            foreach (var line in AtEdges(page))
            {
                if (counts[Key(line)] >= Math.Max(MinPages, pages.Count / 5)) page.Remove(line);
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

    /// <summary>The line with its numbers alike, and where it stands.</summary>
    private static string Key(TextLine line)
    {
        var key = new StringBuilder().Append(Math.Round(line.Y / 4)).Append(' ');
        foreach (var c in line.Text)
        {
            if (!char.IsDigit(c)) key.Append(c);
            else if (key[^1] != '#') key.Append('#');
        }
        return key.ToString();
    }
}
