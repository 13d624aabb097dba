using DocumentFormat.OpenXml.Packaging;

namespace Rag.Files.Documents.Docx;

/// <summary>What the text of a document refers to in other parts of the file.</summary>
internal sealed class DocxDefinitions(MainDocumentPart main)
{
    public DocxStyles Styles { get; } = new(main);

    public DocxNumbering Numbering { get; } = new(main);

    public DocxNotes Notes { get; } = new(main);
}
