using System.Xml.Linq;

namespace Rag.Files.Documents.OpenDocument;

/// <summary>Walks the paragraphs, lists and tables of a text or a slide and adds them as blocks.</summary>
internal sealed class OdfWalk(DocumentBuilder document, OdfStyles styles)
{
    private readonly OdfLists _lists = new(styles);
    private string? _marker;    // of the item whose text has not begun
    private bool _hasTitle;     // all headings after it stand under it
    private int? _page;

    public void BeginPage() => _page = (_page ?? 0) + 1;

    public void Block(XElement element)
    {
        switch (element.Name.LocalName)
        {
            case "h":
                AddHeading(element, element.Number(OdfNames.Text + "outline-level", 1) + (_hasTitle ? 1 : 0));
                break;
            case "p" when styles.IsTitle(element):
                _hasTitle = true;
                AddHeading(element, 1);
                break;
            case "p":
                AddParagraph(element);
                break;
            case "list":
                AddList(element);
                break;
            case "table-row":
                AddRow(element);
                break;
            case "frame" when (string?)element.Attribute(OdfNames.Presentation + "class") == "title":
                foreach (var paragraph in element.Descendants(OdfNames.Text + "p")) AddHeading(paragraph, 2);
                break;
            case "frame" when (string?)element.Attribute(OdfNames.Presentation + "class") is "date-time" or "footer" or "header" or "page-number":
                break;
            case "notes":
                foreach (var paragraph in element.Descendants(OdfNames.Text + "p"))
                {
                    var text = new OdfText(styles).Read(paragraph);
                    if (text.Length > 0) document.Add(BlockKind.Paragraph, $"Notes: {text}", _page);
                }
                break;
            case "tracked-changes" or "forms" or "scripts" or "font-face-decls" or "master-styles" or "meta" or "settings" or "title" or "desc":
                break;
            default:
                if (styles.IsHidden(element)) break;
                foreach (var child in element.Elements()) Block(child);
                break;
        }
    }

    private void AddHeading(XElement element, int level)
    {
        var text = new OdfText(styles);
        document.Add(BlockKind.Heading, text.Read(element), _page, Math.Clamp(level, 1, 6));
        AddAsides(text);
    }

    private void AddParagraph(XElement element)
    {
        if (styles.IsHidden(element)) return;
        var paragraph = new OdfText(styles);
        var text = paragraph.Read(element);
        if (text.Length > 0 && !string.IsNullOrEmpty(_marker)) text = $"{_marker} {text}";
        if (text.Length > 0) _marker = null;
        document.Add(_lists.Depth > 0 ? BlockKind.ListItem : BlockKind.Paragraph, text, _page);
        AddAsides(paragraph);
    }

    private void AddList(XElement list)
    {
        _lists.Begin(list);
        foreach (var item in list.Elements())
        {
            _marker = item.Name.LocalName == "list-item" && item.Elements().FirstOrDefault()?.Name.LocalName == "p" ? _lists.Next(item) : null;
            foreach (var child in item.Elements()) Block(child);
        }
        _lists.End();
        _marker = null;
    }

    private void AddRow(XElement row)
    {
        var cells = row.Elements().Where(cell => cell.Name.LocalName is "table-cell" or "covered-table-cell").ToList();
        if (cells.Count == 1 || cells.Exists(cell => cell.Descendants(OdfNames.Table + "table").Any()))
        {
            foreach (var cell in cells) Block(cell);
            return;
        }
        var text = new OdfText(styles);
        var values = cells.ConvertAll(cell => OnOneLine(text, cell));
        if (values.Exists(value => value.Length > 0)) document.Add(BlockKind.TableRow, string.Join(" | ", values), _page);
        AddAsides(text);
    }

    private static string OnOneLine(OdfText text, XElement cell) =>
        string.Join(' ', cell.Descendants().Where(inner => IsLine(inner) && !inner.Ancestors().TakeWhile(outer => outer != cell).Any(IsLine))
            .SelectMany(paragraph => text.Read(paragraph).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private static bool IsLine(XElement element) => element.Name == OdfNames.Text + "p" || element.Name == OdfNames.Text + "h";

    /// <summary>Adds what is anchored in a paragraph: its notes, comments and text boxes.</summary>
    private void AddAsides(OdfText text)
    {
        foreach (var aside in text.Asides)
        {
            if (aside.Name.LocalName is not ("note" or "annotation"))
            {
                Block(aside);
                continue;
            }
            var author = aside.Elements().FirstOrDefault(child => child.Name.LocalName == "creator")?.Value;
            var label = aside.Name.LocalName == "note" ? OdfText.Mark(aside) : author is { Length: > 0 } ? $"Comment ({author}):" : "Comment:";
            var content = string.Join(' ', aside.Descendants(OdfNames.Text + "p").Select(paragraph => new OdfText(styles).Read(paragraph)));
            if (content.Length > 0) document.Add(BlockKind.Paragraph, $"{label} {content}", _page);
        }
    }
}
