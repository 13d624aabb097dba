using System.Globalization;
using System.Text;
using ExcelDataReader;
using Rag.Files.Documents.Office;

namespace Rag.Files.Documents.Sheets;

/// <summary>
/// Workbooks of old Excel (BIFF) by ExcelDataReader: each sheet is a heading and the rows of its tables, with the values that were
/// last computed. Hidden sheets are read and named; comments, charts and pictures are not text.
/// </summary>
internal static class XlsReader
{
    private const int MaxRows = 65_536; // the format's own

    static XlsReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance); // the library asks for those of the files

    public static Document Read(DocumentSource source) => source.Content.AsSpan().StartsWith("PK"u8)
        ? XlsxReader.Read(source)
        : OfficeFile.ReadByLibrary(source, "XLS", ReadBook);

    private static Document ReadBook(DocumentSource source)
    {
        using var book = Open(source);
        var sheets = new SheetBuilder(source);
        do
        {
            sheets.Begin(book.Name, isHidden: book.VisibleState != "visible");
            for (var row = 0; book.Read(); row++)
            {
                source.Cancellation.ThrowIfCancellationRequested();
                source.RefuseOver(MaxRows, row, $"rows in {book.Name}");
                for (var column = 0; column < book.FieldCount; column++) sheets.Set(row, column, Text(book, column));
            }
            foreach (var cells in book.MergeCells ?? []) sheets.Merge(new MergedCells(cells.FromRow, cells.FromColumn, cells.ToRow, cells.ToColumn));
            sheets.End();
        }
        while (book.NextResult());
        return sheets.Build();
    }

    private static string Text(IExcelDataReader sheet, int column) => sheet.GetValue(column) switch
    {
        null => "",
        bool truth => CellText.Of(truth),
        DateTime time => CellText.Of(time),
        TimeSpan time => CellText.Of(time),
        double number => CellText.Of(number, CellFormats.Parse(sheet.GetNumberFormatString(column))),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture) ?? "",
    };

    private static IExcelDataReader Open(DocumentSource source)
    {
        try
        {
            return ExcelReaderFactory.CreateBinaryReader(new MemoryStream(source.Content));
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
