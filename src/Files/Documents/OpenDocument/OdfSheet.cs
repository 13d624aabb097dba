using System.Globalization;
using System.Xml.Linq;
using Rag.Files.Documents.Html;
using Rag.Files.Documents.Sheets;

namespace Rag.Files.Documents.OpenDocument;

/// <summary>Collects the rows of a sheet.</summary>
internal sealed class OdfSheet(string name)
{
    private const int MaxRepeats = 1000; // of a value, or of a row with one; empty ones are repeated up to a sheet's end

    private readonly List<string[]> _rows = [];
    private readonly List<MergedCells> _merged = [];

    public void Add(XElement row)
    {
        var cells = new List<string>();
        foreach (var cell in row.Elements().Where(child => child.Name.LocalName is "table-cell" or "covered-table-cell"))
        {
            var value = cell.Name.LocalName == "covered-table-cell" ? "" : Value(cell);
            int columns = cell.Number(OdfNames.Table + "number-columns-spanned", 1), rows = cell.Number(OdfNames.Table + "number-rows-spanned", 1);
            if (value.Length > 0 && columns is > 0 and <= MaxRepeats && rows is > 0 and <= MaxRepeats && columns * rows > 1)
                _merged.Add(new MergedCells(_rows.Count, cells.Count, _rows.Count + rows - 1, cells.Count + columns - 1));
            var repeats = cell.Number(OdfNames.Table + "number-columns-repeated", 1);
            cells.AddRange(Enumerable.Repeat(value, Math.Clamp(repeats, 1, MaxRepeats)));
        }
        while (cells is [.., ""]) cells.RemoveAt(cells.Count - 1);
        var times = cells.Count == 0 ? 1 : Math.Clamp(row.Number(OdfNames.Table + "number-rows-repeated", 1), 1, MaxRepeats);
        for (var i = 0; i < times; i++) _rows.Add([.. cells]);
    }

    public void AddTo(DocumentBuilder document)
    {
        var table = new SheetTable(_rows, _merged);
        if (table.IsEmpty) return;
        document.Add(BlockKind.Heading, name, level: 1);
        table.AddTo(document);
    }

    /// <summary>A number or a date as it is stored, anything else as it shows.</summary>
    private static string Value(XElement cell)
    {
        var value = (string?)cell.Attribute(OdfNames.Office + "value");
        return (string?)cell.Attribute(OdfNames.Office + "value-type") switch
        {
            "date" when (string?)cell.Attribute(OdfNames.Office + "date-value") is { Length: > 0 } date => date.Replace('T', ' '),
            "float" when Number(value) is { } number => CellText.Of(number),
            "percentage" when Number(value) is { } share => CellText.Of(share, CellFormat.Percent),
            _ => Shown(cell),
        };
    }

    private static double? Number(string? text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Shown(XElement cell)
    {
        var text = new InlineText();
        foreach (var paragraph in cell.Elements(OdfNames.Text + "p"))
        {
            OdfText.AppendPlain(paragraph, text);
            text.Append(" ", asIs: false);
        }
        return text.TakeCell();
    }
}
