using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Drawing.Charts;
using DocumentFormat.OpenXml.Drawing.Diagrams;
using DocumentFormat.OpenXml.Packaging;

namespace Rag.Files.Documents.Office;

/// <summary>The text of what is drawn in a document and lies in a part of its own: charts and diagrams.</summary>
internal static class DrawnParts
{
    /// <param name="reference">The element that names the part.</param>
    /// <param name="holder">The part that the element is in.</param>
    /// <param name="document">Gets a chart as its title and the table of its values, a diagram as a paragraph for each of its boxes.</param>
    /// <param name="page">The page that it is on.</param>
    public static void Add(OpenXmlElement reference, OpenXmlPart holder, DocumentBuilder document, int? page = null)
    {
        switch (reference)
        {
            case ChartReference { Id.Value: { } id } when holder.TryGetPartById(id, out var part) && part is ChartPart { ChartSpace: { } chart }:
                AddChart(chart, document, page);
                break;
            case RelationshipIds { DataPart.Value: { } id } when holder.TryGetPartById(id, out var part) && part.RootElement is { } diagram:
                foreach (var box in diagram.Descendants<Point>()) document.Add(BlockKind.Paragraph, DrawnText(box), page);
                break;
        }
    }

    private static void AddChart(ChartSpace chart, DocumentBuilder document, int? page)
    {
        var title = chart.GetFirstChild<Chart>()?.Title is { } named ? DrawnText(named) : "";
        document.Add(BlockKind.Paragraph, title, page);
        var series = chart.Descendants().Where(element => element.LocalName == "ser").Select(Series.Of).ToList();
        if (series.Count == 0) return;
        document.Add(BlockKind.TableRow, string.Join(" | ", series.Select(one => one.Name).Prepend("")).TrimStart(), page);
        var categories = series.MaxBy(one => one.Categories.Count)!.Categories;
        foreach (var (index, category) in categories)
            document.Add(BlockKind.TableRow, string.Join(" | ", series.Select(one => one.Values.GetValueOrDefault(index, "")).Prepend(category)), page);
    }

    private static string DrawnText(OpenXmlElement element) =>
        string.Join(' ', element.Descendants<DocumentFormat.OpenXml.Drawing.Paragraph>().Select(paragraph => paragraph.InnerText.Trim())).Trim();

    private sealed record Series(string Name, SortedDictionary<int, string> Categories, SortedDictionary<int, string> Values)
    {
        public static Series Of(OpenXmlElement series) => new(
            Child(series, "tx")?.Descendants().FirstOrDefault(element => element.LocalName == "v")?.InnerText ?? "",
            Points(Child(series, "cat") ?? Child(series, "xVal")),
            Points(Child(series, "val") ?? Child(series, "yVal")));

        private static OpenXmlElement? Child(OpenXmlElement parent, string name) =>
            parent.ChildElements.FirstOrDefault(child => child.LocalName == name);

        /// <summary>What the cache of a chart has of the cells that it draws, by their places.</summary>
        private static SortedDictionary<int, string> Points(OpenXmlElement? data)
        {
            var points = new SortedDictionary<int, string>();
            foreach (var point in data?.Descendants().Where(element => element.LocalName == "pt") ?? [])
            {
                var index = point.GetAttributes().FirstOrDefault(attribute => attribute.LocalName == "idx").Value;
                if (int.TryParse(index, CultureInfo.InvariantCulture, out var place)) points.TryAdd(place, Shown(point.InnerText));
            }
            return points;
        }

        private static string Shown(string value) =>
            double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number.ToString("G15", CultureInfo.InvariantCulture) : value;
    }
}
