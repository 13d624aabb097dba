using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Presentation;

namespace Rag.Files.Documents.Pptx;

/// <summary>The places of a slide's layout and of its master that the shapes of the slide fill and take properties from.</summary>
internal sealed class Placeholders(SlidePart slide)
{
    private readonly List<Shape> _ofLayout = Shapes(slide.SlideLayoutPart?.SlideLayout?.CommonSlideData);
    private readonly List<Shape> _ofMaster = Shapes(slide.SlideLayoutPart?.SlideMasterPart?.SlideMaster?.CommonSlideData);

    /// <summary>What a shape fills; null if it stands for itself.</summary>
    public static PlaceholderShape? Of(Shape shape) =>
        shape.NonVisualShapeProperties?.ApplicationNonVisualDrawingProperties?.PlaceholderShape;

    /// <summary>The shape itself, then those that it takes after.</summary>
    public IEnumerable<Shape> Chain(Shape shape)
    {
        yield return shape;
        if (Of(shape) is not { } place) yield break;
        var inLayout = _ofLayout.Find(other => IsSame(Of(other), place));
        if (inLayout is not null) yield return inLayout;
        var type = Type(inLayout is null ? place : Of(inLayout)!);
        if (_ofMaster.Find(other => Of(other) is { } of && Type(of) == type) is { } inMaster) yield return inMaster;
    }

    /// <summary>What a master says of the lists in text that fills a place.</summary>
    public OpenXmlElement? BodyStyle => slide.SlideLayoutPart?.SlideMasterPart?.SlideMaster?.TextStyles?.BodyStyle;

    /// <summary>Whether a place is one for text in points, as it is where nothing is said of it.</summary>
    public static bool IsBody(PlaceholderShape place) => Type(place) is "body";

    /// <summary>Whether a place is one for a title.</summary>
    public static bool IsTitle(PlaceholderShape place) => Type(place) is "title";

    /// <summary>The kind of place in a master, which has fewer than layouts have.</summary>
    private static string Type(PlaceholderShape place) => place.Type?.InnerText switch
    {
        "ctrTitle" => "title",
        null or "obj" => "body",
        { } type => type,
    };

    private static bool IsSame(PlaceholderShape? place, PlaceholderShape wanted) =>
        place is not null && (wanted.Index?.Value is { } index ? place.Index?.Value == index : Type(place) == Type(wanted));

    private static List<Shape> Shapes(CommonSlideData? data) => [.. data?.ShapeTree?.Elements<Shape>() ?? []];
}
