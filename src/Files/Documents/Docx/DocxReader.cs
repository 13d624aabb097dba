using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Rag.Files.Documents.Docx;

/// <summary>
/// DOCX (ISO/IEC 29500): paragraphs, headings, lists, tables, text boxes and notes as they show with all changes
/// accepted. Deleted and hidden text, comments, field codes, headers and footers are not text.
/// </summary>
internal static class DocxReader
{
    // Links that are no addresses are common; they are replaced, which needs a copy of the file that can be written to.
    private static readonly OpenSettings _settings = new()
    {
        AutoSave = false,
        RelationshipErrorHandlerFactory = RelationshipErrorHandler.CreateRewriterFactory((_, _, _) => "about:invalid"),
    };

    public static Document Read(DocumentSource source)
    {
        RefuseOtherFormats(source);
        try
        {
            DocxGuard.Check(source);
            return ReadPackage(source);
        }
        catch (InvalidDataException e)
        {
            throw source.Refuse($"is a damaged DOCX or cut off: {e.Message}; fetch it again, or open and save it anew", e);
        }
        catch (Exception e) when (e is not (DocumentException or OperationCanceledException or OutOfMemoryException))
        {
            // The library has no exception of its own for what it meets in damaged files.
            throw source.Refuse($"is a damaged DOCX: {e.Message}; open and save it anew", e);
        }
    }

    private static Document ReadPackage(DocumentSource source)
    {
        using var stream = new MemoryStream();
        stream.Write(source.Content);
        using var package = WordprocessingDocument.Open(stream, isEditable: true, _settings);
        if (package.MainDocumentPart is not { } main)
            throw source.Refuse("is an Office file without a text document; give it the ending of its format");
        var document = new DocumentBuilder(source);
        var walk = new DocxWalk(document, new DocxStyles(main), new DocxNumbering(main), new DocxNotes(main));
        using var reader = OpenXmlReader.Create(main);
        while (reader.Read() && reader.ElementType != typeof(Body))
        {
        }
        for (var more = reader.ReadFirstChild(); more; more = reader.ReadNextSibling())
        {
            source.Cancellation.ThrowIfCancellationRequested();
            if (reader.LoadCurrentElement() is { } element) walk.Block(element);
        }
        return document.Build();
    }

    private static void RefuseOtherFormats(DocumentSource source)
    {
        var bytes = source.Content.AsSpan();
        if (bytes.StartsWith("%PDF-"u8)) throw source.Refuse("is a PDF under the ending of a DOCX; give it the ending .pdf");
        if (bytes.StartsWith((byte[])[0xD0, 0xCF, 0x11, 0xE0]))
            throw source.Refuse("is an encrypted or an old Word file; save a copy as DOCX without a password");
        if (!bytes.StartsWith("PK"u8)) throw source.Refuse("is no DOCX; give it the ending of its format");
    }
}
