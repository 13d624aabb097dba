using Rag.Files.Documents.Pdf.Letters;

namespace Rag.Files.Documents.Pdf.Layout;

/// <summary>
/// The lines of a page in the order in which they are read. Files are mostly written in that order, column by column;
/// where the lines of one column jump up and down, they are sorted.
/// </summary>
internal static class ReadingOrder
{
    private const double MaxShareOfJumps = 0.1;

    public static List<TextLine> Lines(PageLetters page)
    {
        var lines = Lines(page.Content);
        foreach (var line in Lines(page.Fields)) Insert(line, lines);
        return lines.Count(line => RightToLeft.Rules(line.Text)) * 2 > lines.Count ? [.. lines.Select(Mirrored)] : lines;
    }

    /// <summary>As if the page were seen from behind: what is found out of text from left to right holds the other way round.</summary>
    private static TextLine Mirrored(TextLine line) => line with { X = -line.Right, Right = -line.X };

    /// <summary>Puts a field's line after its label: the nearest line before it on its height, or else the last above it.</summary>
    private static void Insert(TextLine field, List<TextLine> lines)
    {
        var label = lines.FindLastIndex(line => line.Right <= field.X + field.Size && Math.Abs(line.Y - field.Y) < field.Size);
        if (label < 0) label = lines.FindLastIndex(line => line.IsAbove(field));
        lines.Insert(label + 1, field);
    }

    private static List<TextLine> Lines(List<Glyph> glyphs)
    {
        var lines = new List<TextLine>();
        for (var turn = 0; turn < 4; turn++)
        {
            var turned = LineBuilder.Build(RightToLeft.AsItStands(glyphs.FindAll(glyph => glyph.Turn == turn)));
            lines.AddRange(Columns.Apart(IsInOrder(turned) ? turned : Sort(turned)));
        }
        return lines;
    }

    private static bool IsInOrder(List<TextLine> lines)
    {
        var jumps = 0;
        for (var i = 1; i < lines.Count; i++)
        {
            if (lines[i].IsAbove(lines[i - 1]) && lines[i].Overlaps(lines[i - 1])) jumps++;
        }
        return jumps <= Math.Max(1, lines.Count * MaxShareOfJumps);
    }

    /// <summary>From top to bottom, and from left to right what is on about the same height.</summary>
    private static List<TextLine> Sort(List<TextLine> lines)
    {
        var sorted = lines.OrderByDescending(line => line.Y).ToList();
        for (var start = 0; start < sorted.Count;)
        {
            var end = start + 1;
            while (end < sorted.Count && sorted[start].Y - sorted[end].Y < 0.4 * sorted[start].Size) end++;
            sorted.Sort(start, end - start, Comparer<TextLine>.Create((a, b) => a.X.CompareTo(b.X)));
            start = end;
        }
        return sorted;
    }
}
