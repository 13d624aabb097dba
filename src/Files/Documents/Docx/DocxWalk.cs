using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using MimeKit;
using Rag.Files.Documents.Office;

namespace Rag.Files.Documents.Docx;

/// <summary>Walks the paragraphs and tables of a part of a file and adds them as blocks.</summary>
internal sealed class DocxWalk(DocumentBuilder document, DocumentSource source, OpenXmlPart part, DocxDefinitions definitions)
{
    private const int LettersOfAPageInACell = 1000;

    private readonly DocxStyles _styles = definitions.Styles;

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
            case AltChunk { Id.Value: { } id } when part.TryGetPartById(id, out var file):
                Add(file);
                break;
            default:
                foreach (var child in Contents(element)) Block(child);
                break;
        }
    }

    private void Add(Paragraph paragraph)
    {
        var text = new DocxParagraph(definitions).Read(paragraph);
        var isTitle = _styles.IsTitle(paragraph);
        var level = isTitle ? 1 : _styles.HeadingLevel(paragraph);
        if (level > 0 && _hasTitle && !isTitle) level = Math.Min(level + 1, 6);
        _hasTitle |= isTitle;
        var isItem = _styles.ListOf(paragraph) is not null;
        var kind = level > 0 ? BlockKind.Heading : isItem ? BlockKind.ListItem : BlockKind.Paragraph;
        document.Add(kind, WithMarker(paragraph, text.Text), level: level);
        AddAside(text);
    }

    /// <summary>Adds a file of another format that stands in for a part of the text.</summary>
    private void Add(OpenXmlPart file)
    {
        var name = Path.GetFileName(file.Uri.OriginalString);
        if (!DocumentReader.IsSupported(name) && MimeTypes.TryGetExtension(file.ContentType, out var ending))
            name = Path.ChangeExtension(name, ending);
        using var stream = file.GetStream();
        var content = new MemoryStream();
        stream.CopyTo(content);
        if (DocumentReader.ReadPart(source, name, content.ToArray()) is { } read) document.Add(read);
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
            asides.Add(new DocxParagraph(definitions).Read(paragraph));
            return OnOneLine(WithMarker(paragraph, asides[^1].Text));
        }).Where(text => text.Length > 0)));
        if (texts.Exists(text => text.Length > 0)) document.Add(BlockKind.TableRow, string.Join(" | ", texts));
        foreach (var aside in asides) AddAside(aside);
    }

    /// <summary>Whether a cell holds a part of a page and no value: tables also serve to place text beside text.</summary>
    private static bool IsLayout(TableCell cell) =>
        cell.Descendants<Table>().Any()
        || (cell.Elements<Paragraph>().Skip(2).Any() && cell.InnerText.Length > LettersOfAPageInACell);

    /// <summary>Adds what is anchored in a paragraph: its text boxes, charts, notes and comments.</summary>
    private void AddAside(DocxParagraph paragraph)
    {
        foreach (var box in paragraph.TextBoxes) Block(box);
        foreach (var chart in paragraph.Drawn) DrawnParts.Add(chart, part, document);
        foreach (var note in paragraph.Notes)
        {
            var paragraphs = Contents(note.Content).OfType<Paragraph>();
            var texts = paragraphs.Select(inner => new DocxParagraph(definitions).Read(inner).Text.Trim());
            document.Add(BlockKind.Paragraph, $"{note.Label} {string.Join(' ', texts)}");
        }
    }

    private string WithMarker(Paragraph paragraph, string text)
    {
        if (string.IsNullOrWhiteSpace(text) || _styles.ListOf(paragraph) is not var (list, depth)) return text;
        return $"{definitions.Numbering.Next(list, depth)} {text}".TrimStart();
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
