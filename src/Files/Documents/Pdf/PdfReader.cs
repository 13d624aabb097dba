using Rag.Files.Documents.Pdf.Content;
using Rag.Files.Documents.Pdf.Layout;
using Rag.Files.Documents.Pdf.Objects;

namespace Rag.Files.Documents.Pdf;

/// <summary>
/// PDF (ISO 32000-2): the text of each page in reading order. Running headers and footers are left out, words divided
/// at the end of a line are joined.
/// </summary>
internal static class PdfReader
{
    private const int HeaderSearch = 1024;
    private const int TrailerSearch = 4096;

    public static Document Read(DocumentSource source)
    {
        var pageNumber = 0;
        try
        {
            var file = Open(source);
            var pages = PdfPages.Read(file);
            if (pages.Count == 0) throw source.Refuse("is a damaged PDF without pages; open and save it anew");
            var content = new ContentReader(file, source);
            var lines = new List<List<TextLine>>(pages.Count);
            foreach (var page in pages)
            {
                pageNumber++;
                lines.Add(ReadingOrder.Lines(content.Read(page)));
            }
            if (lines.TrueForAll(page => page.Count == 0)) throw source.Refuse(ReasonForNoText(content, pages.Count));
            RunningLines.Remove(lines);
            var document = new DocumentBuilder(source);
            new PdfStructure(lines).AddTo(document);
            return document.Build();
        }
        catch (PdfSyntaxException e)
        {
            var place = pageNumber > 0 ? $" on page {pageNumber:N0}" : "";
            throw source.Refuse($"is a damaged PDF: {e.Message}{place}; open and save it anew", e);
        }
    }

    private static PdfFile Open(DocumentSource source)
    {
        var bytes = source.Content.AsSpan();
        if (bytes[..Math.Min(HeaderSearch, bytes.Length)].IndexOf("%PDF-"u8) < 0)
            throw source.Refuse("is no PDF; give it the ending of its format");
        if (bytes[Math.Max(0, bytes.Length - TrailerSearch)..].IndexOf("%%EOF"u8) < 0)
            throw source.Refuse($"is a PDF that is cut off at byte {bytes.Length:N0}, before its end mark; fetch it again");
        var file = new PdfFile(source);
        if (file.Resolve(file.Trailer["Encrypt"]) is not null)
            throw source.Refuse("is an encrypted PDF; save a copy without a password");
        return file;
    }

    private static string ReasonForNoText(ContentReader content, int pages) => content.UnknownCharacters > 0
        ? "has fonts that do not say which characters they draw; save it from its source with text that can be copied"
        : $"has no text on its {pages:N0} pages, which are pictures perhaps; run text recognition on it first";
}
