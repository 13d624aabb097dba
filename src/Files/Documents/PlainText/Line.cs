namespace Rag.Files.Documents.PlainText;

/// <summary>A line of a text: where it begins and what is left of it without the white space around.</summary>
internal readonly record struct Line(int LineStart, int Start, int End)
{
    public bool IsBlank => Start == End;

    public int Indent => Start - LineStart;

    /// <summary>The lines of a text, whose newlines may be LF, CR LF or CR.</summary>
    public static List<Line> Split(string text)
    {
        var lines = new List<Line>();
        for (var start = 0; start < text.Length;)
        {
            var length = text.AsSpan(start).IndexOfAny('\n', '\r');
            var end = length < 0 ? text.Length : start + length;
            lines.Add(Trim(text, start, end));
            start = end + (end + 1 < text.Length && text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1);
        }
        return lines;
    }

    private static Line Trim(string text, int lineStart, int end)
    {
        var start = lineStart;
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        return new Line(lineStart, start, end);
    }
}
