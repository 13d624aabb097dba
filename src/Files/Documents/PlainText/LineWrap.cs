namespace Rag.Files.Documents.PlainText;

/// <summary>
/// Tells line breaks that only keep lines short from those that end a paragraph. A text is hard-wrapped if its lines
/// are narrow and many go on in mid-sentence: the next begins with a small letter, or its first word had no room.
/// </summary>
internal readonly record struct LineWrap(bool IsWrapped, int Width)
{
    private const int MaxWidth = 120;
    private const double MinShareOfWrappedBreaks = 0.3;
    private const double MinFillOfWrappedLine = 0.55;

    public static LineWrap Measure(string text, List<Line> lines)
    {
        var histogram = new int[MaxWidth + 2];
        var breaks = 0;
        for (var i = 0; i + 1 < lines.Count; i++)
        {
            if (lines[i].IsBlank || lines[i + 1].IsBlank) continue;
            breaks++;
            histogram[Columns(text, lines[i].LineStart, lines[i].End)]++;
        }
        var width = MaxWidth + 1;
        for (var above = 0; width > 0 && above + histogram[width] <= breaks * 0.05; width--) above += histogram[width];
        if (breaks == 0 || width > MaxWidth) return new LineWrap(false, 0);
        var wrap = new LineWrap(true, width);
        var wrapped = 0;
        for (var i = 0; i + 1 < lines.Count; i++)
        {
            if (!lines[i].IsBlank && !lines[i + 1].IsBlank && !EndsSentence(text, lines[i])
                && (char.IsLower(text[lines[i + 1].Start]) || wrap.IsFull(text, lines[i], lines[i + 1])))
            {
                wrapped++;
            }
        }
        return wrapped >= breaks * MinShareOfWrappedBreaks ? wrap : new LineWrap(false, 0);
    }

    /// <summary>Whether a line goes on in the paragraph of the line directly before it.</summary>
    public bool Continues(string text, Line before, Line line)
    {
        if (ListMarker.Length(text, line) > 0) return false;
        if (char.IsLower(text[line.Start]) && (IsWrapped || line.Indent > before.Indent)) return true;
        if (!IsWrapped) return false;
        return EndsSentence(text, before)
            ? IsFull(text, before, line) && line.Indent <= before.Indent
            : Columns(text, before.LineStart, before.End) >= Width * MinFillOfWrappedLine;
    }

    private bool IsFull(string text, Line line, Line next)
    {
        var word = next.Start;
        while (word < next.End && !char.IsWhiteSpace(text[word]))
        {
            if (text[word++] >= '\u2E80') break;
        }
        return Columns(text, line.LineStart, line.End) + 1 + Columns(text, next.Start, word) >= Width;
    }

    private static bool EndsSentence(string text, Line line)
    {
        var end = line.End;
        while (end > line.Start && "\"')]”’」』）*_".Contains(text[end - 1])) end--;
        return end > line.Start && ".!?:。！？；：…".Contains(text[end - 1]);
    }

    private static int Columns(string text, int start, int end)
    {
        var columns = 0;
        for (var i = start; i < end && columns <= MaxWidth; i++) columns += text[i] >= '\u2E80' ? 2 : 1;
        return Math.Min(columns, MaxWidth + 1);
    }
}
