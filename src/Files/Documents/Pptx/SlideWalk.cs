using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Drawing;
using DocumentFormat.OpenXml.Packaging;
using Rag.Files.Documents.Office;
using GraphicFrame = DocumentFormat.OpenXml.Presentation.GraphicFrame;
using GroupShape = DocumentFormat.OpenXml.Presentation.GroupShape;
using Shape = DocumentFormat.OpenXml.Presentation.Shape;

namespace Rag.Files.Documents.Pptx;

/// <summary>Adds what is on a slide, and its notes, as blocks of a page.</summary>
internal sealed class SlideWalk(DocumentBuilder document, SlidePart slide, int number)
{
    private readonly Placeholders _placeholders = new(slide);

    public void Add()
    {
        if (slide.Slide?.CommonSlideData?.ShapeTree is { } tree) AddShapes(tree);
        foreach (var shape in slide.NotesSlidePart?.NotesSlide?.CommonSlideData?.ShapeTree?.Elements<Shape>() ?? [])
        {
            if (Placeholders.Of(shape) is not { } place || !Placeholders.IsBody(place)) continue;
            foreach (var paragraph in Paragraphs(shape).Select(Text).Where(text => !string.IsNullOrWhiteSpace(text)))
                document.Add(BlockKind.Paragraph, $"Notes: {paragraph}", number);
        }
    }

    private void AddShapes(OpenXmlElement tree)
    {
        foreach (var element in ShapeOrder.Of(tree, _placeholders))
        {
            switch (element)
            {
                case Shape shape:
                    Add(shape);
                    break;
                case GroupShape group:
                    AddShapes(group);
                    break;
                case GraphicFrame frame:
                    foreach (var row in frame.Descendants<TableRow>()) Add(row);
                    foreach (var part in frame.Descendants().Where(inner => inner.LocalName is "chart" or "relIds"))
                        DrawnParts.Add(part, slide, document, number);
                    break;
            }
        }
    }

    private void Add(Shape shape)
    {
        var place = Placeholders.Of(shape);
        if (place?.Type?.InnerText is "dt" or "ftr" or "hdr" or "sldNum") return;
        if (place is not null && Placeholders.IsTitle(place))
        {
            var isOfAll = place.Type?.InnerText == "ctrTitle";
            document.Add(BlockKind.Heading, OnOneLine(Paragraphs(shape)), number, isOfAll ? 1 : 2);
            return;
        }
        var bullets = new SlideBullets(shape, _placeholders);
        foreach (var paragraph in Paragraphs(shape))
        {
            var text = Text(paragraph);
            if (string.IsNullOrWhiteSpace(text)) continue;
            if (bullets.Next(paragraph) is { } marker) document.Add(BlockKind.ListItem, $"{marker} {text}", number);
            else document.Add(BlockKind.Paragraph, text, number);
        }
    }

    private void Add(TableRow row)
    {
        var cells = row.Elements<TableCell>().Select(cell => OnOneLine(cell.Descendants<Paragraph>())).ToList();
        if (cells.TrueForAll(cell => cell.Length == 0)) return;
        document.Add(cells.Count == 1 ? BlockKind.Paragraph : BlockKind.TableRow, string.Join(" | ", cells), number);
    }

    private static IEnumerable<Paragraph> Paragraphs(Shape shape) => shape.TextBody?.Elements<Paragraph>() ?? [];

    private static string OnOneLine(IEnumerable<Paragraph> paragraphs) =>
        string.Join(' ', paragraphs.SelectMany(paragraph => Text(paragraph).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private static string Text(Paragraph paragraph) => string.Concat(paragraph.ChildElements.Select(child => child switch
    {
        Break => "\n",
        ParagraphProperties or EndParagraphRunProperties => "",
        AlternateContent => child.FirstChild?.InnerText ?? "",
        _ => child.InnerText,
    }));
}
