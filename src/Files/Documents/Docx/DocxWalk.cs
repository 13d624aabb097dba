using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Rag.Files.Documents.Docx;

/// <summary>Walks the paragraphs and tables of a document and adds them as blocks.</summary>
internal sealed class DocxWalk(DocumentBuilder document, DocxStyles styles, DocxNumbering numbering, DocxNotes notes)
{
    private const int LettersOfAPageInACell = 1000;

    private bool _hasTitle; // all headings after it stand under it

    public void Block(OpenXmlElement element)
    {
        switch (element)
        {
            case Paragraph paragraph:
                Add(paragraph);
                break;
            case Table table:
                foreach (var row in Contents(table).OfType<TableRow>()) Add(row);
                break;
            default:
                foreach (var child in Contents(element)) Block(child);
                break;
        }
    }

    private void Add(Paragraph paragraph)
    {
        var text = new DocxParagraph(styles, notes).Read(paragraph);
        var isTitle = styles.IsTitle(paragraph);
        var level = isTitle ? 1 : styles.HeadingLevel(paragraph);
        if (level > 0 && _hasTitle && !isTitle) level = Math.Min(level + 1, 6);
        _hasTitle |= isTitle;
        var isItem = styles.ListOf(paragraph) is not null;
        var kind = level > 0 ? BlockKind.Heading : isItem ? BlockKind.ListItem : BlockKind.Paragraph;
        document.Add(kind, WithMarker(paragraph, text.Text), level: level);
        AddAside(text);
    }

    private void Add(TableRow row)
    {
        if (row.TableRowProperties?.GetFirstChild<Deleted>() is not null) return;
        var cells = Contents(row).OfType<TableCell>().ToList();
        if (cells.Count == 1 || cells.Exists(IsLayout))
        {
            foreach (var cell in cells) Block(cell);
            return;
        }
        var asides = new List<DocxParagraph>();
        var texts = cells.ConvertAll(cell => string.Join(' ', Contents(cell).OfType<Paragraph>().Select(paragraph =>
        {
            asides.Add(new DocxParagraph(styles, notes).Read(paragraph));
            return OnOneLine(WithMarker(paragraph, asides[^1].Text));
        }).Where(text => text.Length > 0)));
        if (texts.Exists(text => text.Length > 0)) document.Add(BlockKind.TableRow, string.Join(" | ", texts));
        foreach (var aside in asides) AddAside(aside);
    }

    /// <summary>Whether a cell holds a part of a page and no value: tables also serve to place text beside text.</summary>
    private static bool IsLayout(TableCell cell) =>
        cell.Descendants<Table>().Any()
        || (cell.Elements<Paragraph>().Skip(2).Any() && cell.InnerText.Length > LettersOfAPageInACell);

    /// <summary>Adds what is anchored in a paragraph: its text boxes and notes.</summary>
    private void AddAside(DocxParagraph paragraph)
    {
        foreach (var box in paragraph.TextBoxes) Block(box);
        foreach (var (mark, content) in paragraph.Notes)
        {
            var paragraphs = Contents(content).OfType<Paragraph>();
            var texts = paragraphs.Select(inner => new DocxParagraph(styles, notes).Read(inner).Text.Trim());
            document.Add(BlockKind.Paragraph, $"{mark} {string.Join(' ', texts)}");
        }
    }

    private string WithMarker(Paragraph paragraph, string text)
    {
        if (string.IsNullOrWhiteSpace(text) || styles.ListOf(paragraph) is not var (list, depth)) return text;
        return $"{numbering.Next(list, depth)} {text}".TrimStart();
    }

    /// <summary>The children of an element, also those inside content controls and the first of alternatives.</summary>
    private static IEnumerable<OpenXmlElement> Contents(OpenXmlElement element)
    {
        foreach (var child in element.ChildElements)
        {
            if (child is AlternateContent alternatives)
            {
                foreach (var inner in alternatives.ChildElements.Take(1).SelectMany(Contents)) yield return inner;
            }
            else if (child.LocalName is "sdt" or "sdtContent" or "customXml")
            {
                foreach (var inner in Contents(child)) yield return inner;
            }
            else if (child is not (SdtProperties or SectionProperties))
            {
                yield return child;
            }
        }
    }

    private static string OnOneLine(string text) =>
        string.Join(' ', text.Split((char[])['\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
}
