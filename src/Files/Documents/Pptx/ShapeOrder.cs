using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Drawing;
using Shape = DocumentFormat.OpenXml.Presentation.Shape;

namespace Rag.Files.Documents.Pptx;

/// <summary>
/// Puts the shapes of a slide in the order in which they are read: the title, then from top to bottom and, where they stand side by
/// side, from left to right.
/// </summary>
internal static class ShapeOrder
{
    private readonly record struct Place(long Left, long Top, long Height);

    /// <summary>The shapes of a slide or a group; those without a place of their own come first.</summary>
    public static List<OpenXmlElement> Of(OpenXmlElement tree, Placeholders placeholders)
    {
        var placed = tree.ChildElements.SelectMany(First).Select(shape => (Shape: shape, Place: PlaceOf(shape, placeholders))).OrderBy(one => one.Place.Top).ToList();
        var ordered = new List<OpenXmlElement>();
        for (var first = 0; first < placed.Count;)
        {
            var middle = placed[first].Place.Top + placed[first].Place.Height / 2;
            var end = first + 1;
            while (end < placed.Count && placed[end].Place.Top < middle) end++;
            ordered.AddRange(placed[first..end].OrderBy(one => one.Place.Left).Select(one => one.Shape));
            first = end;
        }
        return [.. ordered.OrderByDescending(IsTitle)];
    }

    /// <summary>An element, or what the first of alternatives is made of.</summary>
    private static IEnumerable<OpenXmlElement> First(OpenXmlElement element) =>
        element is AlternateContent ? element.FirstChild?.ChildElements ?? default : [element];

    private static bool IsTitle(OpenXmlElement element) =>
        element is Shape shape && Placeholders.Of(shape) is { } place && Placeholders.IsTitle(place);

    private static Place PlaceOf(OpenXmlElement element, Placeholders placeholders)
    {
        var frames = element is Shape shape ? placeholders.Chain(shape).Select(Frame) : [Frame(element)];
        var frame = frames.FirstOrDefault(found => found is not null);
        var (offset, size) = (frame?.GetFirstChild<Offset>(), frame?.GetFirstChild<Extents>());
        return new Place(offset?.X?.Value ?? 0, offset?.Y?.Value ?? 0, size?.Cy?.Value ?? 0);
    }

    /// <summary>Where an element is; it says so itself or in its properties.</summary>
    private static OpenXmlElement? Frame(OpenXmlElement element) =>
        element.ChildElements.FirstOrDefault(child => child.LocalName == "xfrm")
        ?? element.ChildElements.FirstOrDefault(child => child.LocalName is "spPr" or "grpSpPr")?.ChildElements
            .FirstOrDefault(child => child.LocalName == "xfrm");
}
