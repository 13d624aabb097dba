using System.Globalization;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;

namespace Rag.Files.Documents.Sheets;

/// <summary>Reads the cells of the sheets of a workbook, one after the other and without a tree of them.</summary>
internal sealed class SheetCells
{
    private const int DaysTo1904 = 1462; // from 1900

    private readonly SheetBuilder _sheet;
    private readonly DocumentSource _source;
    private readonly List<string> _strings = [];
    private readonly CellFormats _formats;
    private readonly int _firstDay;

    public SheetCells(WorkbookPart book, SheetBuilder sheet, DocumentSource source)
    {
        (_sheet, _source) = (sheet, source);
        _firstDay = book.Workbook?.WorkbookProperties?.Date1904?.Value == true ? DaysTo1904 : 0;
        using (var styles = Open(book.WorkbookStylesPart)) _formats = new CellFormats(styles);
        using var strings = Open(book.SharedStringTablePart);
        while (strings?.Read() == true)
        {
            if (strings is { NodeType: XmlNodeType.Element, LocalName: "si" }) _strings.Add(Text(strings));
        }
    }

    /// <summary>Reads a sheet into the one that was begun.</summary>
    public void Read(WorksheetPart part)
    {
        using var xml = Open(part)!;
        int row = -1, column = -1;
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            switch (xml.LocalName)
            {
                case "row":
                    _source.Cancellation.ThrowIfCancellationRequested();
                    row = int.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number - 1 : row + 1;
                    column = -1;
                    break;
                case "c":
                    column = Place(xml.GetAttribute("r"))?.Column ?? column + 1;
                    _sheet.Set(row, column, Value(xml));
                    break;
                case "mergeCell" when xml.GetAttribute("ref")?.Split(':') is [var from, var to] && Place(from) is { } first && Place(to) is { } last:
                    _sheet.Merge(new MergedCells(first.Row, first.Column, last.Row, last.Column));
                    break;
            }
        }
    }

    /// <summary>The text of the cell that the reader is at, which it leaves behind.</summary>
    private string Value(XmlReader xml)
    {
        var (type, format) = (xml.GetAttribute("t"), xml.GetAttribute("s"));
        var value = "";
        using var cell = xml.ReadSubtree();
        cell.Read();
        while (cell.Read())
        {
            if (cell.NodeType != XmlNodeType.Element) continue;
            if (cell.LocalName == "v") value = Text(cell);
            else if (cell.LocalName == "is") return Text(cell);
        }
        return type switch
        {
            "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _strings.Count ? _strings[index] : "",
            "b" => CellText.Of(value == "1"),
            "d" => value.Replace('T', ' '),
            "str" or "e" or "inlineStr" => value,
            _ when double.TryParse(value, CultureInfo.InvariantCulture, out var number) => Number(number, _formats[format]),
            _ => value,
        };
    }

    private string Number(double number, CellFormat format) =>
        CellText.Of(format == CellFormat.Date && number >= 1 ? number + _firstDay : number, format);

    /// <summary>The text in the element that the reader is at, without what tells how it is pronounced.</summary>
    private static string Text(XmlReader xml)
    {
        var text = new StringBuilder();
        using var element = xml.ReadSubtree();
        element.Read();
        while (!element.EOF)
        {
            if (element is { NodeType: XmlNodeType.Element, LocalName: "rPh" })
            {
                element.Skip();
                continue;
            }
            if (element.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.CDATA) text.Append(element.Value);
            element.Read();
        }
        return text.ToString();
    }

    /// <summary>The row and the column, from 0, of a cell named like "AB12"; null if it is not named so.</summary>
    private static (int Row, int Column)? Place(string? name)
    {
        var column = 0;
        var digits = 0;
        for (; digits < name?.Length && char.IsAsciiLetterUpper(name[digits]) && digits < 6; digits++) column = column * 26 + name[digits] - 'A' + 1;
        return column > 0 && int.TryParse(name.AsSpan(digits), NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row > 0
            ? (row - 1, column - 1) : null;
    }

    private static XmlReader? Open(OpenXmlPart? part) =>
        part is null ? null : XmlReader.Create(part.GetStream(FileMode.Open, FileAccess.Read), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, CloseInput = true });
}
