namespace Rag.Files.Documents.Pdf.Layout;

/// <summary>Makes blocks of the lines of all pages: paragraphs by distance, headings by size and weight.</summary>
internal sealed class PdfStructure
{
    private const int LinesAround = 30;
    private const double LargerThanBody = 1.12;
    private const int MaxHeadingLength = 160;
    private const int MaxBoldHeadingLength = 100;

    private readonly List<List<TextLine>> _pages;
    private readonly double _bodySize;
    private readonly bool _isBodyBold;

    public PdfStructure(List<List<TextLine>> pages)
    {
        _pages = pages;
        var sizes = new Dictionary<double, int>();
        int letters = 0, bold = 0;
        foreach (var line in pages.SelectMany(page => page))
        {
            sizes[line.Size] = sizes.GetValueOrDefault(line.Size) + line.Text.Length;
            letters += line.Text.Length;
            if (line.IsBold) bold += line.Text.Length;
        }
        _bodySize = sizes.Count == 0 ? 0 : sizes.MaxBy(size => size.Value).Key;
        _isBodyBold = bold * 2 > letters;
    }

    public void AddTo(DocumentBuilder document)
    {
        var blocks = new List<TextBlock>();
        for (var page = 0; page < _pages.Count; page++) AddPage(page, blocks);
        var hyphens = new Hyphens(_pages.SelectMany(page => page));
        var levels = HeadingLevels(blocks);
        for (var i = 0; i < blocks.Count; i++)
        {
            var kind = Kind(blocks[i]);
            var text = blocks[i].Text(hyphens);
            if (kind == BlockKind.Paragraph && i > 0 && Kind(blocks[i - 1]) == BlockKind.Paragraph
                && blocks[i].Page > blocks[i - 1].Page && blocks[i - 1].RunsOn(blocks[i].First))
            {
                document.Continue(text, blocks[i].Page);
            }
            else
            {
                document.Add(kind, text, blocks[i].Page, kind == BlockKind.Heading ? levels[Rank(blocks[i])] : 0);
            }
        }
    }

    private void AddPage(int page, List<TextBlock> blocks)
    {
        var lines = _pages[page];
        var pitch = Pitch(lines);
        for (var i = 0; i < lines.Count; i++)
        {
            if (i == 0 || !blocks[^1].TryAdd(lines[i], pitch, ColumnRight(lines, i - 1)))
                blocks.Add(new TextBlock(page + 1, lines[i]));
        }
    }

    /// <summary>The usual distance of baselines in parts of the font's size.</summary>
    private static double Pitch(List<TextLine> lines)
    {
        var pitches = new List<double>();
        for (var i = 1; i < lines.Count; i++)
        {
            var (before, line) = (lines[i - 1], lines[i]);
            var pitch = (before.Y - line.Y) / line.Size;
            if (line.Size == before.Size && line.Overlaps(before) && pitch is > 0.7 and < 3) pitches.Add(pitch);
        }
        pitches.Sort();
        return pitches.Count == 0 ? 1.3 : Math.Min(pitches[pitches.Count / 3], 2.2);
    }

    /// <summary>How far to the right a line could have gone: as far as those around it, or up to the next cell.</summary>
    private static double ColumnRight(List<TextLine> lines, int i)
    {
        var (line, right, nextCell) = (lines[i], lines[i].Right, double.PositiveInfinity);
        for (var j = Math.Max(0, i - LinesAround); j < Math.Min(lines.Count, i + LinesAround); j++)
        {
            var other = lines[j];
            if (Math.Abs(other.X - line.X) < 3 * line.Size)
                right = Math.Max(right, other.Right);
            else if (other.X > line.Right && Math.Abs(other.Y - line.Y) < 1.6 * line.Size)
                nextCell = Math.Min(nextCell, other.X);
        }
        return Math.Min(right, nextCell - line.Size);
    }

    private BlockKind Kind(TextBlock block)
    {
        if (IsHeading(block)) return BlockKind.Heading;
        if (block.IsListItem) return BlockKind.ListItem;
        return block.Cells.Count > 1 ? BlockKind.TableRow : BlockKind.Paragraph;
    }

    private bool IsHeading(TextBlock block)
    {
        if (block.Cells.Count > 1 && !block.HasMarkerCell) return false;
        var length = block.Lines.Sum(line => line.Text.Length);
        if (block.Size >= LargerThanBody * _bodySize) return length <= MaxHeadingLength;
        return block.IsBold && !_isBodyBold && block.Size > 0.95 * _bodySize && length <= MaxBoldHeadingLength
            && block.Cells[0].Count <= 2 && !".,;:。，；：".Contains(block.Last.Text[^1]);
    }

    /// <summary>The larger, the higher a heading; what is only bold comes after all that are larger than the text.</summary>
    private double Rank(TextBlock heading) => heading.Size >= LargerThanBody * _bodySize ? Math.Round(heading.Size) : 0;

    private Dictionary<double, int> HeadingLevels(List<TextBlock> blocks) =>
        blocks.Where(IsHeading).Select(Rank).Distinct().OrderDescending()
            .Select((rank, i) => (rank, Level: Math.Min(i + 1, 6))).ToDictionary(pair => pair.rank, pair => pair.Level);
}
