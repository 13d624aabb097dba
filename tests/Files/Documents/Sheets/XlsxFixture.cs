using System.IO.Compression;
using Rag.Tests.Files.Documents.Archives;

namespace Rag.Tests.Files.Documents.Sheets;

/// <summary>Makes workbooks of sheets as SpreadsheetML has them, with formats 1 for dates, 2 for shares and 3 for times of day.</summary>
internal static class XlsxFixture
{
    private const string Main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static byte[] Create(params (string Attributes, string Content)[] sheets) => ArchiveFixture.Create(
    [
        ("[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            + Typed("workbook", "sheet.main") + Typed("sharedStrings", "sharedStrings") + Typed("styles", "styles") + Typed("comments", "comments")
            + string.Concat(sheets.Select((_, i) => Typed($"sheet{i}", "worksheet"))) + "</Types>"),
        ("_rels/.rels", Related(("r1", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml",
            $"<workbook {Main} xmlns:r=\"{Relations}\"><sheets>{string.Concat(sheets.Select((sheet, i) => $"<sheet {sheet.Attributes} sheetId=\"{i + 1}\" r:id=\"s{i}\"/>"))}</sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels",
            Related([("t", "sharedStrings", "sharedStrings.xml"), ("f", "styles", "styles.xml"), .. sheets.Select((_, i) => ($"s{i}", "worksheet", $"sheet{i}.xml"))])),
        ("xl/sharedStrings.xml", $"<sst {Main}><si><r><t>Shared </t></r><r><t>text</t></r><rPh sb=\"0\" eb=\"1\"><t>secret</t></rPh></si></sst>"),
        ("xl/styles.xml",
            $"<styleSheet {Main}><numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"d/m/yyyy\"/></numFmts><cellXfs count=\"4\"><xf numFmtId=\"0\"/><xf numFmtId=\"170\"/><xf numFmtId=\"9\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>"),
        .. sheets.Select((sheet, i) => ($"xl/sheet{i}.xml", $"<worksheet {Main}>{sheet.Content}</worksheet>")),
    ]);

    /// <summary>A row of texts; an empty text is no cell at all.</summary>
    public static string Row(int number, params string[] texts) =>
        $"<row r=\"{number}\">{string.Concat(texts.Select((text, i) => text.Length == 0 ? "" : $"<c r=\"{(char)('A' + i)}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"))}</row>";

    /// <summary>The workbook with a comment on the first cell of its first sheet.</summary>
    public static byte[] WithComment(this byte[] xlsx, string author, string text)
    {
        using var package = new MemoryStream();
        package.Write(xlsx);
        using (var archive = new ZipArchive(package, ZipArchiveMode.Update, leaveOpen: true))
        {
            Write(archive, "xl/_rels/sheet0.xml.rels", Related(("c", "comments", "comments.xml")));
            Write(archive, "xl/comments.xml",
                $"<comments {Main}><authors><author>{author}</author></authors><commentList><comment ref=\"A1\" authorId=\"0\"><text><r><t>{text}</t></r></text></comment></commentList></comments>");
        }
        return package.ToArray();
    }

    private static void Write(ZipArchive archive, string name, string content)
    {
        using var writer = new StreamWriter(archive.CreateEntry(name).Open());
        writer.Write(content);
    }

    private static string Typed(string part, string type) =>
        $"<Override PartName=\"/xl/{part}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.{type}+xml\"/>";

    private static string Related(params (string Id, string Type, string Target)[] parts) =>
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + string.Concat(parts.Select(part => $"<Relationship Id=\"{part.Id}\" Type=\"{Relations}/{part.Type}\" Target=\"{part.Target}\"/>")) + "</Relationships>";
}
