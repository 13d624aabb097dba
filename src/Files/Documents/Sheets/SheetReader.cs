using System.Text;
using ExcelDataReader;
using Rag.Files.Documents.Office;

namespace Rag.Files.Documents.Sheets;

/// <summary>
/// Workbooks of Excel, new (XLSX, XLSB) and old (XLS), by ExcelDataReader: each sheet is a heading and the rows of its tables, with
/// the values that were last computed. Hidden sheets are read and named; comments, charts and pictures are not text.
/// </summary>
internal static class SheetReader
{
    private const int MaxRows = 1_048_576, MaxColumns = 16_384; // Excel's own
    private const long MaxCells = 500_000_000;                  // that a sheet spans, mostly without anything in them

    private static readonly byte[] _encryptedPackage = Encoding.Unicode.GetBytes("EncryptedPackage");

    static SheetReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance); // the library asks for those of old files

    public static Document Read(DocumentSource source)
    {
        var content = source.Content.AsSpan();
        if (content.StartsWith("PK"u8)) return OfficeFile.Read(source, "XLSX", ReadBook);
        if (content.StartsWith(OfficeFile.OldOffice) && content.IndexOf(_encryptedPackage) >= 0)
            throw source.Refuse("is an encrypted workbook; save a copy without a password");
        return OfficeFile.ReadByLibrary(source, "XLS", ReadBook);
    }

    private static Document ReadBook(DocumentSource source)
    {
        using var book = Open(source);
        var document = new DocumentBuilder(source);
        var hidden = new List<string>();
        do
        {
            var table = ReadSheet(book, source);
            if (table.IsEmpty) continue;
            if (book.VisibleState != "visible") hidden.Add(book.Name);
            document.Add(BlockKind.Heading, book.Name, level: 1);
            table.AddTo(document);
        }
        while (book.NextResult());
        if (hidden.Count > 0) source.Notes.Add($"has hidden sheets, which are read like the others: {string.Join(", ", hidden)}");
        return document.Build();
    }

    private static SheetTable ReadSheet(IExcelDataReader sheet, DocumentSource source)
    {
        source.RefuseOver(MaxColumns, sheet.FieldCount, $"columns in {sheet.Name}");
        var rows = new List<string[]>();
        for (var number = 1L; sheet.Read(); number++)
        {
            source.Cancellation.ThrowIfCancellationRequested();
            source.RefuseOver(MaxRows, number, $"rows in {sheet.Name}");
            source.RefuseOver(MaxCells, number * sheet.FieldCount, $"cells in {sheet.Name}");
            var length = sheet.FieldCount;
            while (length > 0 && sheet.GetValue(length - 1) is null or "") length--;
            var row = new string[length];
            for (var i = 0; i < length; i++) row[i] = SheetCell.Read(sheet, i);
            rows.Add(Array.TrueForAll(row, cell => cell.Length == 0) ? [] : row);
        }
        var merged = sheet.MergeCells ?? [];
        return new SheetTable(rows, [.. merged.Select(cells => new MergedCells(cells.FromRow, cells.FromColumn, cells.ToRow, cells.ToColumn))]);
    }

    private static IExcelDataReader Open(DocumentSource source)
    {
        try
        {
            return ExcelReaderFactory.CreateReader(new MemoryStream(source.Content));
        }
        catch (ExcelDataReader.Exceptions.InvalidPasswordException e)
        {
            throw source.Refuse("is an encrypted workbook; save a copy without a password", e);
        }
        catch (ExcelDataReader.Exceptions.HeaderException e)
        {
            throw source.Refuse("is no workbook of Excel; give it the ending of its format", e);
        }
    }
}
