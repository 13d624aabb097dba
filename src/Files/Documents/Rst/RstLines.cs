using System.Text;

namespace Rag.Files.Documents.Rst;

/// <summary>
/// The lines of a text in which indentation says what belongs together: without tabs, and without the markers that are taken off the
/// line they begin, so that what is left of it is indented like the lines it belongs to.
/// </summary>
internal sealed class RstLines
{
    private const int TabWidth = 8;

    private readonly List<(int Indent, string Text)> _lines = [];

    public RstLines(string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var expanded = line.Contains('\t') ? ExpandTabs(line) : line;
            var content = expanded.Trim();
            _lines.Add((content.Length == 0 ? 0 : expanded.Length - expanded.TrimStart().Length, content));
        }
    }

    public int Count => _lines.Count;

    /// <summary>A line without the space around it.</summary>
    public string this[int i] => _lines[i].Text;

    public int Indent(int i) => _lines[i].Indent;

    public bool IsBlank(int i) => _lines[i].Text.Length == 0;

    /// <summary>The least indentation of the lines that are not blank.</summary>
    public int Column(int first, int end)
    {
        var column = int.MaxValue;
        for (var i = first; i < end; i++)
        {
            if (!IsBlank(i)) column = Math.Min(column, Indent(i));
        }
        return column;
    }

    /// <summary>The first line from <paramref name="i"/> on that is not blank and not indented deeper than a column.</summary>
    public int EndOfIndented(int i, int end, int column)
    {
        while (i < end && (IsBlank(i) || Indent(i) > column)) i++;
        return i;
    }

    public int SkipBlank(int i, int end)
    {
        while (i < end && IsBlank(i)) i++;
        return i;
    }

    /// <summary>Takes a marker off a line; what is left stands where the next line of its text does.</summary>
    public void TakeMarker(int i, int end, int length)
    {
        var (indent, text) = _lines[i];
        var left = text[length..].TrimStart();
        var natural = indent + text.Length - left.Length;
        var next = i + 1 < end && !IsBlank(i + 1) ? Indent(i + 1) : natural;
        _lines[i] = (Math.Max(indent + 1, Math.Min(natural, next)), left);
    }

    /// <summary>The lines with their indentation, but for what all of them have.</summary>
    public string Block(int first, int end)
    {
        var column = Column(first, end);
        var block = new StringBuilder();
        for (var i = first; i < end; i++)
        {
            if (!IsBlank(i)) block.Append(' ', Indent(i) - column).Append(_lines[i].Text);
            block.Append('\n');
        }
        return block.ToString();
    }

    /// <summary>The lines as one; no space comes between two of Chinese or Japanese.</summary>
    public string Joined(int first, int end)
    {
        var joined = new StringBuilder();
        for (var i = first; i < end; i++)
        {
            if (IsBlank(i)) continue;
            if (joined.Length > 0 && !(Cjk.IsUnspaced(joined[^1]) && Cjk.IsUnspaced(_lines[i].Text[0]))) joined.Append(' ');
            joined.Append(_lines[i].Text);
        }
        return joined.ToString();
    }

    private static string ExpandTabs(string line)
    {
        var expanded = new StringBuilder();
        foreach (var c in line)
        {
            if (c == '\t') expanded.Append(' ', TabWidth - expanded.Length % TabWidth);
            else expanded.Append(c);
        }
        return expanded.ToString();
    }
}
