using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Rag.Files.Documents.Office;
using Paragraph = DocumentFormat.OpenXml.Drawing.Paragraph;

namespace Rag.Files.Documents.Sheets;

/// <summary>
/// XLSX (ISO/IEC 29500): each sheet is a heading and the rows of its tables, with the values that were last computed, then its comments
/// and text boxes. Hidden sheets are read and named; charts, which show what the cells hold, and pictures are not text.
/// </summary>
internal static class XlsxReader
{
    public static Document Read(DocumentSource source) => source.Content.AsSpan().StartsWith(OfficeFile.OldOffice) && !IsEncrypted(source)
        ? XlsReader.Read(source)
        : OfficeFile.Read(source, "XLSX", ReadPackage);

    /// <summary>Whether it is a package under a password, which lies in a container like that of old Office.</summary>
    private static bool IsEncrypted(DocumentSource source) => source.Content.AsSpan().IndexOf("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"u8) >= 0;

    private static Document ReadPackage(DocumentSource source)
    {
        using var package = SpreadsheetDocument.Open(new MemoryStream(source.Content), isEditable: false);
        if (package.WorkbookPart is not { Workbook: { } workbook } book)
            throw source.Refuse("is an Office file without a workbook; give it the ending of its format");
        var builder = new SheetBuilder(source);
        var cells = new SheetCells(book, builder, source);
        foreach (var sheet in workbook.Sheets?.Elements<Sheet>().DistinctBy(sheet => sheet.Id?.Value) ?? [])
        {
            if (sheet.Id?.Value is not { } id || !book.TryGetPartById(id, out var part) || part is not WorksheetPart worksheet) continue;
            builder.Begin(sheet.Name?.Value ?? "", sheet.State?.InnerText is "hidden" or "veryHidden");
            cells.Read(worksheet);
            AddComments(worksheet, builder);
            foreach (var text in worksheet.DrawingsPart?.WorksheetDrawing?.Descendants<Paragraph>() ?? []) builder.AddAside(text.InnerText);
            builder.End();
        }
        return builder.Build();
    }

    private static void AddComments(WorksheetPart sheet, SheetBuilder builder)
    {
        if (sheet.WorksheetCommentsPart?.Comments is not { } comments) return;
        var authors = comments.Authors?.Elements<Author>().Select(author => author.InnerText).ToList() ?? [];
        foreach (var comment in comments.CommentList?.Elements<Comment>() ?? [])
        {
            var author = comment.AuthorId?.Value is { } id && id < authors.Count ? authors[(int)id] : "";
            var text = string.Concat(comment.CommentText?.Descendants<Text>().Select(run => run.Text) ?? []);
            builder.AddAside($"Comment ({$"{comment.Reference?.Value} {author}".Trim()}): {text}");
        }
    }
}
