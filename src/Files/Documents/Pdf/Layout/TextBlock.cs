using System.Text;

namespace Rag.Files.Documents.Pdf.Layout;

/// <summary>Lines that belong together: a paragraph, or the cells of a table's row from left to right.</summary>
internal sealed class TextBlock(int page, TextLine first)
{
    private const int MaxLinesOfACell = 6;
    private const int LettersInAColumn = 32; // on a line; longer lines are no cell's if there are many
    private const double MaxIndent = 0.8; // in parts of the font's size, as all distances

    public int Page => page;

    public List<List<TextLine>> Cells { get; } = [[first]];

    public TextLine First => first;

    public TextLine Last => Cells[^1][^1];

    public IEnumerable<TextLine> Lines => Cells.SelectMany(cell => cell);

    public double Size => Cells[0][0].Size;

    public bool IsBold => Lines.All(line => line.IsBold);

    public bool IsListItem => HasMarkerCell || (Cells.Count == 1 && PdfListMarker.Begins(First.Text));

    /// <summary>Whether a bullet or a number stands before the text with a gap between.</summary>
    public bool HasMarkerCell => Cells is [[var only], _] && PdfListMarker.Is(only.Text);

    /// <summary>
    /// Adds a line if it is a part of the block, as the next cell or in the last one. The pitch is that of the page's
    /// paragraphs, from one baseline to the next; right is where the lines of the column end.
    /// </summary>
    public bool TryAdd(TextLine line, double pitch, double right)
    {
        if (IsNextCell(line)) Cells.Add([line]);
        else if (Continues(line, pitch, right)) Cells[^1].Add(line);
        else return false;
        return true;
    }

    private bool IsNextCell(TextLine line)
    {
        var cell = Cells[^1];
        return cell.Count <= MaxLinesOfACell
            && (cell.Count <= 2 || cell.Average(above => above.Text.Length) <= LettersInAColumn)
            && line.Y < cell[0].Y + 1.1 * line.Size
            && line.Y > cell[^1].Y - 0.5 * line.Size
            && cell.TrueForAll(above => line.X >= above.Right + 0.3 * line.Size);
    }

    private bool Continues(TextLine line, double pitch, double right)
    {
        var down = Last.Y - line.Y;
        if (Math.Abs(line.Size - Last.Size) > 0.12 * Last.Size || line.IsBold != Last.IsBold) return false;
        if (down <= 0.3 * line.Size || !line.Overlaps(Last)) return Cells.Count == 1 && RunsOn(line);
        if (down > 1.3 * pitch * line.Size || PdfListMarker.Begins(line.Text) || (line.IsFigures && Last.IsFigures)) return false;
        if (Cells.Count > 1) return Math.Abs(line.X - Cells[^1][0].X) < line.Size;
        if (HadRoomFor(line, right)) return char.IsLower(line.Text[0]) && !Last.EndsSentence;
        var isIndented = line.X > Last.X + MaxIndent * line.Size && !PdfListMarker.Begins(First.Text);
        return !isIndented || !Last.EndsSentence;
    }

    /// <summary>Whether the first word of a line would have fitted on the line before, so that its end was meant.</summary>
    private bool HadRoomFor(TextLine line, double right)
    {
        var letters = Cjk.IsUnspaced(line.Text[0]) ? 2 : line.Text.Split(' ', 2)[0].Length + 1;
        var width = (line.Right - line.X) / line.Text.Length * letters;
        return Last.Right + 1.1 * width < right - 0.3 * line.Size;
    }

    /// <summary>Whether a paragraph goes on in the next column or on the next page with this line.</summary>
    public bool RunsOn(TextLine line) =>
        Cells.Count == 1 && !Last.EndsSentence && line.Size == Last.Size && line.IsBold == Last.IsBold
        && !PdfListMarker.Begins(line.Text) && (char.IsLower(line.Text[0]) || Cjk.IsHan(line.Text[0]));

    public string Text(Hyphens hyphens)
    {
        var text = new StringBuilder();
        foreach (var cell in Cells)
        {
            if (text.Length > 0) text.Append(HasMarkerCell ? " " : " | ");
            for (var i = 0; i < cell.Count; i++)
            {
                if (i > 0) hyphens.Join(text, cell[i].Text);
                else text.Append(cell[i].Text);
            }
        }
        return text.ToString();
    }
}
