using UglyToad.PdfPig;

namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>How PdfPig is to read a file: as leniently as it can, and within the limits that hold for the file.</summary>
internal sealed class LetterParsing : ParsingOptions
{
    public LetterParsing(DocumentSource source)
    {
        Source = source;
        Filters = new BoundedFilters(source);
        UseLenientParsing = true;
        SkipMissingFonts = true;
        MaxStackDepth = source.Limits.MaxDepth;
        FilterProvider = Filters;
    }

    public DocumentSource Source { get; }

    public BoundedFilters Filters { get; }
}
