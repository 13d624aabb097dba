using System.Text;

namespace Rag.Files.Documents.Pdf.Layout;

/// <summary>Puts glyphs that are shown one after the other together into words and lines.</summary>
internal sealed class LineBuilder
{
    // In parts of the font's size.
    private const double WordGap = 0.2;
    private const double WordGapAtNewFont = 0.15; // within a word the font seldom changes
    private const double HanWordGap = 0.5;
    private const double CellGap = 1.6;
    private const double CellGapWithoutSpace = 0.6; // where all other words have space characters between them
    private const double MaxOverlap = 0.5;
    private const double MaxBoldShift = 0.1;
    private const double MaxShift = 0.3;
    private const double MaxScriptShift = 0.65;

    private readonly List<TextLine> _lines = [];
    private readonly StringBuilder _text = new();
    private readonly Dictionary<double, int> _sizes = [];
    private readonly HashSet<(string Text, int Column, int Row)> _shown = [];
    private readonly LetterSpacing _spacing = new();
    private readonly double _cellGapWithoutSpace;
    private double _x, _right, _y, _size;
    private int _bold, _letters;
    private Glyph _last;

    private LineBuilder(bool hasSpaces) => _cellGapWithoutSpace = hasSpaces ? CellGapWithoutSpace : CellGap;

    public static List<TextLine> Build(IReadOnlyCollection<Glyph> glyphs)
    {
        var spaces = glyphs.Count(glyph => glyph.Text == " ");
        var builder = new LineBuilder(hasSpaces: spaces * 12 > glyphs.Count);
        foreach (var glyph in glyphs) builder.Add(glyph);
        builder.EndLine();
        return builder._lines;
    }

    private void Add(Glyph glyph)
    {
        if (glyph.Text.Length == 0)
        {
            if (_text.Length > 0 && IsOnLine(glyph)) _right = Math.Max(_right, glyph.Right);
            return;
        }
        if (_text.Length > 0)
        {
            if (glyph.X < _right - MaxBoldShift * glyph.Size && IsShownAlready(glyph)) return;
            var gap = (glyph.X - _right) / Math.Max(glyph.Size, _size);
            var cellGap = _text[^1] == ' ' ? CellGap : _cellGapWithoutSpace;
            if (!IsOnLine(glyph) || gap > cellGap || gap < -MaxOverlap) EndLine();
            else if (gap > WordGapBefore(glyph) && _text[^1] != ' ') AddGap(gap);
        }
        if (string.IsNullOrWhiteSpace(glyph.Text))
        {
            if (_text.Length == 0) return;
            if (_text[^1] != ' ') _text.Append(' ');
            else _spacing.Confirm(_text.Length - 1);
            _right = Math.Max(_right, glyph.Right);
            return;
        }
        if (_text.Length == 0) (_x, _right, _y, _size) = (glyph.X, glyph.Right, glyph.Y, glyph.Size);
        _text.Append(RightToLeft.AsItStands(glyph.Text));
        _right = Math.Max(_right, glyph.Right);
        if (glyph.Size > _size) (_y, _size) = (glyph.Y, glyph.Size);
        _letters++;
        if (glyph.IsBold) _bold++;
        var size = Math.Round(glyph.Size, 1);
        _sizes[size] = _sizes.GetValueOrDefault(size) + 1;
        _last = glyph;
        _shown.Add(Place(glyph));
    }

    private void AddGap(double gap)
    {
        _spacing.Add(_text.Length, gap);
        _text.Append(' ');
    }

    private double WordGapBefore(Glyph glyph)
    {
        if (Cjk.IsUnspaced(_text[^1]) || Cjk.IsUnspaced(glyph.Text[0])) return HanWordGap;
        return glyph.Font == _last.Font ? WordGap : WordGapAtNewFont;
    }

    /// <summary>Bold print is faked by showing the same again, slightly aside.</summary>
    private bool IsShownAlready(Glyph glyph)
    {
        var (text, column, row) = Place(glyph);
        for (var x = -1; x <= 1; x++)
        {
            for (var y = -1; y <= 1; y++)
            {
                if (_shown.Contains((text, column + x, row + y))) return true;
            }
        }
        return false;
    }

    private static (string Text, int Column, int Row) Place(Glyph glyph)
    {
        var cell = MaxBoldShift * glyph.Size;
        return (glyph.Text, (int)Math.Floor(glyph.X / cell), (int)Math.Floor(glyph.Y / cell));
    }

    /// <summary>Whether a glyph is on the line's baseline, or raised or lowered beside it as a note's number is.</summary>
    private bool IsOnLine(Glyph glyph)
    {
        var shift = Math.Abs(glyph.Y - _y);
        var size = Math.Max(glyph.Size, _size);
        return shift < MaxShift * size
            || (shift < MaxScriptShift * size && Math.Min(glyph.Size, _last.Size) < 0.85 * size
                && Math.Abs(glyph.X - _right) < size);
    }

    private void EndLine()
    {
        _spacing.Close(_text);
        var text = RightToLeft.AsItIsRead(_text.ToString().Trim());
        if (text.Length > 0)
            _lines.Add(new TextLine(text, _x, _right, _y, _sizes.MaxBy(size => size.Value).Key, _bold * 10 > _letters * 9));
        _text.Clear();
        _spacing.Clear();
        _sizes.Clear();
        _bold = _letters = 0;
        _last = default;
    }
}
