using Rag.Files.Documents.Pdf.Layout;
using Rag.Files.Documents.Pdf.Letters;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace Rag.Files.Documents.Pdf;

/// <summary>
/// PDF (ISO 32000-2): the text of each page in reading order. Running headers and footers are left out, words divided
/// at the end of a line are joined. The letters are PdfPig's, what they form is found out here.
/// </summary>
internal static class PdfReader
{
    private const int TrailerSearch = 4096;

    public static Document Read(DocumentSource source)
    {
        if (source.Content.AsSpan().IndexOf("%PDF-"u8) < 0) throw source.Refuse("is no PDF; give it the ending of its format");
        var parsing = new LetterParsing(source);
        using var file = Open(source, parsing);
        var pages = new PdfPages(file, parsing);
        var lines = pages.Read();
        if (lines.TrueForAll(page => page.Count == 0)) throw source.Refuse(pages.ReasonForNoText);
        RunningLines.Remove(lines);
        var document = new DocumentBuilder(source);
        new PdfStructure(lines).AddTo(document);
        source.Notes.AddRange(pages.Notes);
        return document.Build();
    }

    private static PdfDocument Open(DocumentSource source, LetterParsing parsing)
    {
        try
        {
            var file = OpenAnyhow(source.Content, parsing);
            file.AddPageFactory<PageLetters, LetterPageFactory>();
            return file;
        }
        catch (PdfDocumentEncryptedException e)
        {
            throw source.Refuse("is an encrypted PDF that asks for a password; save a copy without one", e);
        }
        catch (Exception e) when (PdfPages.IsOfTheFile(e))
        {
            throw source.Refuse(HasEnd(source.Content)
                ? $"is a damaged PDF: {e.Message}; open and save it anew"
                : $"is a PDF that is cut off at byte {source.Content.Length:N0}, before its end mark; fetch it again", e);
        }
    }

    private static bool HasEnd(ReadOnlySpan<byte> content) =>
        content[Math.Max(0, content.Length - TrailerSearch)..].IndexOf("%%EOF"u8) >= 0;

    /// <summary>Opens a file by its table of objects or, where that is wrong, by looking for them.</summary>
    private static PdfDocument OpenAnyhow(byte[] content, LetterParsing parsing)
    {
        try
        {
            return PdfDocument.Open(content, parsing);
        }
        catch (Exception e) when (PdfPages.IsOfTheFile(e) && e is not PdfDocumentEncryptedException)
        {
            return PdfDocument.Open(WithoutTables(content), parsing);
        }
    }

    private static byte[] WithoutTables(byte[] content)
    {
        var copy = content.ToArray();
        for (var rest = copy.AsSpan(); rest.IndexOf("xref"u8) is var at and >= 0; rest = rest[(at + 1)..]) rest[at] = (byte)'-';
        return copy;
    }
}
