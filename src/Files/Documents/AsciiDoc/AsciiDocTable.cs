using System.Globalization;
using System.Text.RegularExpressions;
using Rag.Files.Documents.Csv;

namespace Rag.Files.Documents.AsciiDoc;

/// <summary>Reads tables, whose cells begin with a bar, on one line or on several.</summary>
internal static partial class AsciiDocTable
{
    private const int MostCopies = 1000;

    /// <summary>The rows of the lines between a table's two, and whether they name its columns.</summary>
    public static IEnumerable<(IReadOnlyList<string> Cells, bool IsHeader)> Rows(string[] lines, BlockAttributes attributes, char delimiter)
    {
        var firstLine = Array.FindIndex(lines, line => line.Length > 0);
        if (firstLine < 0) return [];
        var isHeadedByBlank = firstLine == 0 && lines.Length > 1 && lines[1].Length == 0; // how a header is told where nothing says so
        var hasHeader = attributes.HasHeader ?? isHeadedByBlank;
        var text = string.Join('\n', lines);
        var rows = delimiter != '|' || attributes.IsCsv
            ? CsvRows.Read(delimiter == ':' ? text.Replace(':', ',') : text)
            : Cells(text).Chunk(attributes.Columns > 0 ? attributes.Columns : Math.Max(1, Cells(lines[firstLine]).Count()));
        return rows.Select((cells, row) => ((IReadOnlyList<string>)cells, hasHeader && row == 0));
    }

    /// <summary>Each cell's text; one that is to be repeated or to span columns as often as it counts.</summary>
    private static IEnumerable<string> Cells(string text)
    {
        var starts = CellStart().Matches(text);
        for (var i = 0; i < starts.Count; i++)
        {
            var start = starts[i].Index + starts[i].Length;
            var cell = text[start..(i + 1 < starts.Count ? starts[i + 1].Index : text.Length)].Replace("\\|", "|", StringComparison.Ordinal)
                .Replace(" +\n", "\n", StringComparison.Ordinal);
            var count = starts[i].Groups["count"] is { Success: true } number ? int.Parse(number.Value, CultureInfo.InvariantCulture) : 1;
            var isRepeated = starts[i].Groups["what"].Value == "*";
            for (var copy = 0; copy < Math.Min(count, MostCopies); copy++) yield return copy == 0 || isRepeated ? cell : "";
        }
    }

    [GeneratedRegex(@"(?<![^\s|])((?<count>\d{1,3})(\.\d{1,3})?(?<what>[*+]))?(\.\d{1,3}\+)?[<^>]?(\.[<^>])?[adehlmsv]?(?<!\\)\|")]
    private static partial Regex CellStart();
}
