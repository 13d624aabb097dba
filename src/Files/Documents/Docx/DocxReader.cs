using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Rag.Files.Documents.Office;

namespace Rag.Files.Documents.Docx;

/// <summary>
/// DOCX (ISO/IEC 29500): paragraphs, headings, lists, tables, text boxes, charts, notes and comments as they show with all
/// changes accepted, between the headers and the footers. Deleted and hidden text and field codes are not text.
/// </summary>
internal static class DocxReader
{
    public static Document Read(DocumentSource source) => OfficeFile.Read(source, "DOCX", ReadPackage);

    private static Document ReadPackage(DocumentSource source)
    {
        using var package = WordprocessingDocument.Open(new MemoryStream(source.Content), isEditable: false);
        if (package.MainDocumentPart is not { } main)
            throw source.Refuse("is an Office file without a text document; give it the ending of its format");
        var document = new DocumentBuilder(source);
        var definitions = new DocxDefinitions(main);
        AddRunning(main.HeaderParts, definitions, document, source);
        AddBody(main, new DocxWalk(document, source, main, definitions), source);
        AddRunning(main.FooterParts, definitions, document, source);
        return document.Build();
    }

    private static void AddBody(MainDocumentPart main, DocxWalk walk, DocumentSource source)
    {
        using var reader = OpenXmlReader.Create(main);
        while (reader.Read() && reader.ElementType != typeof(Body))
        {
        }
        for (var more = reader.ReadFirstChild(); more; more = reader.ReadNextSibling())
        {
            source.Cancellation.ThrowIfCancellationRequested();
            if (reader.LoadCurrentElement() is { } element) walk.Block(element);
        }
    }

    /// <summary>Adds what stands at the top or the bottom of the pages; what sections repeat, once.</summary>
    private static void AddRunning(
        IEnumerable<OpenXmlPart> parts, DocxDefinitions definitions, DocumentBuilder document, DocumentSource source)
    {
        var added = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            if (part.RootElement is not { } content) continue;
            var running = new DocumentBuilder(source);
            new DocxWalk(running, source, part, definitions).Block(content);
            var text = running.Build();
            if (text.Text.Any(char.IsLetter) && added.Add(text.Text)) document.Add(text);
        }
    }
}
