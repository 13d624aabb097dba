namespace Rag.Files.Documents.PlainText;

/// <summary>The bullet or number that begins a list item: "- ", "* ", "• ", "1. ", "(2) ", "3、".</summary>
internal static class ListMarker
{
    /// <summary>Length of the marker that a line begins with, without the space after it; 0 for none.</summary>
    public static int Length(string text, Line line)
    {
        var content = text.AsSpan(line.Start, line.End - line.Start);
        if (content.Length < 2) return 0;
        if ("-*+•‣◦·–—".Contains(content[0])) return content[1] is ' ' or '\t' ? 1 : 0;
        var start = content[0] is '(' or '（' ? 1 : 0;
        var end = start;
        while (end < content.Length && char.IsAsciiDigit(content[end])) end++;
        if (end == start || end - start > 3 || end + 1 >= content.Length) return 0;
        return content[end] switch
        {
            '.' or ')' => content[end + 1] is ' ' or '\t' ? end + 1 : 0,
            '、' or '．' or '）' => end + 1,
            _ => 0,
        };
    }
}
