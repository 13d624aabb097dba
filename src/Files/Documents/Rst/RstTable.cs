using System.Text;
using System.Text.RegularExpressions;

namespace Rag.Files.Documents.Rst;

/// <summary>Reads tables that are drawn: grids of + - |, and simple ones with lines of = over their columns.</summary>
internal static partial class RstTable
{
    private const char Filler = '\uFFFF'; // after a character that is two columns wide

    /// <summary>Whether a line is drawn as the first of a table is.</summary>
    public static bool BeginsAt(string line) => GridBorder().IsMatch(line) || SimpleBorder().IsMatch(line);

    /// <summary>The line after the table that begins at a line; 0 if it has no end.</summary>
    public static int EndOf(RstLines lines, int i, int end)
    {
        if (lines[i][0] == '+')
        {
            for (i++; i < end && lines[i] is ['+' or '|', ..];) i++;
            return i;
        }
        for (i++; i < end; i++)
        {
            if (SimpleBorder().IsMatch(lines[i]) && (i + 1 == end || lines.IsBlank(i + 1))) return i + 1;
        }
        return 0;
    }

    /// <summary>The rows of a table, and whether they name its columns.</summary>
    public static IEnumerable<(IReadOnlyList<string> Cells, bool IsHeader)> Rows(RstLines lines, int first, int end) =>
        lines[first][0] == '+' ? GridRows(lines, first, end) : SimpleRows(lines, first, end);

    private static IEnumerable<(IReadOnlyList<string> Cells, bool IsHeader)> GridRows(RstLines lines, int first, int end)
    {
        var border = lines[first];
        int[] edges = [.. Enumerable.Range(0, border.Length).Where(place => border[place] == '+')];
        var headerEnd = Enumerable.Range(first, end - first).LastOrDefault(i => lines[i].Contains("+=", StringComparison.Ordinal), -1);
        var cells = NewCells(edges.Length - 1);
        for (var i = first + 1; i < end; i++)
        {
            var isBorder = lines[i].Contains("+-", StringComparison.Ordinal) || lines[i].Contains("+=", StringComparison.Ordinal);
            if (!isBorder)
            {
                AddToGrid(Widened(lines[i]), edges, cells);
                continue;
            }
            yield return (Texts(cells), i <= headerEnd);
            cells = NewCells(edges.Length - 1);
        }
        yield return (Texts(cells), false);
    }

    /// <summary>Adds a line's parts to the cells they begin in: a cell may go over the edges of several columns.</summary>
    private static void AddToGrid(string line, int[] edges, StringBuilder[] cells)
    {
        var cell = 0;
        for (var column = 0; column + 1 < edges.Length; column++)
        {
            var (start, stop) = (edges[column], Math.Min(edges[column + 1], line.Length));
            if (start >= stop) return;
            if (line[start] == '|') cell = column;
            cells[cell].Append(line.AsSpan(line[start] == '|' ? start + 1 : start, stop - start - (line[start] == '|' ? 1 : 0)));
            if (stop == line.Length || line[stop] == '|') cells[cell].Append(' ');
        }
    }

    private static IEnumerable<(IReadOnlyList<string> Cells, bool IsHeader)> SimpleRows(RstLines lines, int first, int end)
    {
        int[] starts = [.. ColumnStart().Matches(lines[first]).Select(match => match.Index)];
        int[] borders = [.. Enumerable.Range(first, end - first).Where(i => SimpleBorder().IsMatch(lines[i]))];
        var headerEnd = borders.Length > 2 ? borders[1] : -1;
        StringBuilder[]? cells = null;
        var isHeader = false;
        for (var i = first + 1; i < end; i++)
        {
            if (lines.IsBlank(i) || lines[i].AsSpan().IndexOfAnyExcept("=- ") < 0)
            {
                if (cells is not null) yield return (Texts(cells), isHeader);
                cells = null;
                continue;
            }
            var line = new string(' ', Math.Max(0, lines.Indent(i) - lines.Indent(first))) + Widened(lines[i]);
            var begins = !string.IsNullOrWhiteSpace(Part(line, starts, 0)); // else the row of the line before goes on
            if (begins && cells is not null) yield return (Texts(cells), isHeader);
            if (begins || cells is null) cells = NewCells(starts.Length);
            isHeader = i < headerEnd;
            for (var column = 0; column < starts.Length; column++) cells[column].Append(Part(line, starts, column)).Append(' ');
        }
        if (cells is not null) yield return (Texts(cells), isHeader);
    }

    private static string Part(string line, int[] starts, int column)
    {
        var start = Math.Min(starts[column], line.Length);
        var stop = column + 1 < starts.Length ? Math.Min(starts[column + 1], line.Length) : line.Length;
        return line[start..stop];
    }

    private static StringBuilder[] NewCells(int count) => [.. Enumerable.Range(0, count).Select(_ => new StringBuilder())];

    private static string[] Texts(StringBuilder[] cells) => [.. cells.Select(cell => cell.Replace(Filler.ToString(), "").ToString())];

    /// <summary>A line in which each character stands at the column at which it shows.</summary>
    private static string Widened(string line)
    {
        var widened = new StringBuilder(line.Length);
        foreach (var c in line)
        {
            widened.Append(c);
            if (Cjk.IsUnspaced(c)) widened.Append(Filler);
        }
        return widened.ToString();
    }

    [GeneratedRegex(@"^\+-[-+]*\+$")]
    private static partial Regex GridBorder();

    [GeneratedRegex(@"^=+( +=+)+$")]
    private static partial Regex SimpleBorder();

    [GeneratedRegex("=+")]
    private static partial Regex ColumnStart();
}
