namespace Rag.Files.Documents.Pdf.Layout;

/// <summary>Finds running text in two columns that a file holds row by row across both.</summary>
internal static class Columns
{
    private const int MinRows = 4;
    private const int MinLetters = 20; // of a column's line, on average: less are cells
    private const double MaxIndent = 3; // in parts of the font's size

    /// <summary>The same lines with the left column before the right one.</summary>
    public static List<TextLine> Apart(List<TextLine> lines)
    {
        var apart = new List<TextLine>(lines.Count);
        for (var start = 0; start < lines.Count;)
        {
            var rows = Rows(lines, start);
            var left = Enumerable.Range(0, rows).Select(row => lines[start + 2 * row]).ToList();
            var right = Enumerable.Range(0, rows).Select(row => lines[start + 2 * row + 1]).ToList();
            if (rows >= MinRows && IsRunningText(left) && IsRunningText(right))
            {
                apart.AddRange(left);
                apart.AddRange(right);
                start += 2 * rows;
            }
            else
            {
                apart.Add(lines[start++]);
            }
        }
        return apart;
    }

    /// <summary>How many rows of two lines follow each other with one gutter between all of them.</summary>
    private static int Rows(List<TextLine> lines, int start)
    {
        var (rows, gutterLeft, gutterRight) = (0, double.NegativeInfinity, double.PositiveInfinity);
        for (var i = start; i + 1 < lines.Count; i += 2, rows++)
        {
            var (left, right) = (lines[i], lines[i + 1]);
            (gutterLeft, gutterRight) = (Math.Max(gutterLeft, left.Right), Math.Min(gutterRight, right.X));
            var isRow = Math.Abs(left.Y - right.Y) < 0.3 * left.Size && gutterLeft < gutterRight
                && Math.Abs(left.X - lines[start].X) < MaxIndent * left.Size
                && Math.Abs(right.X - lines[start + 1].X) < MaxIndent * right.Size;
            if (!isRow) break;
        }
        return rows;
    }

    /// <summary>Whether most lines go on in the middle of a sentence.</summary>
    private static bool IsRunningText(List<TextLine> column) =>
        column.Average(line => line.Text.Length) >= MinLetters
        && column.Skip(1).Count(line => GoesOn(line.Text[0])) * 2 >= column.Count - 1;

    private static bool GoesOn(char first) => char.IsLower(first) || Cjk.IsUnspaced(first) || RightToLeft.Is(first);
}
