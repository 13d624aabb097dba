using System.Text.RegularExpressions;

namespace Rag.Files.Documents.PlainText;

/// <summary>Recognises headings in text that has no markup for them, where it is safe to.</summary>
internal static partial class PlainTextHeading
{
    private const int MaxLength = 80;
    private const int MaxWords = 10;

    /// <summary>
    /// The level of the heading that line <paramref name="i"/> is, or 0; and its height in lines, 2 if it is underlined.
    /// </summary>
    public static int LevelOf(string text, List<Line> lines, int i, out int height)
    {
        height = 1;
        var line = text.AsSpan(lines[i].Start, lines[i].End - lines[i].Start);
        if (line.IsEmpty || line.Length > MaxLength) return 0;
        if (i > 0 && !lines[i - 1].IsBlank && !HanChapter().IsMatch(line)) return 0;
        if (i + 1 < lines.Count && Underline(text, lines[i + 1], line.Length) is var level and > 0)
        {
            height = 2;
            return level;
        }
        if (HanChapter().IsMatch(line)) return line[..Math.Min(8, line.Length)].IndexOfAny('卷', '部', '篇') > 0 ? 1 : 2;
        if (i + 1 < lines.Count && !lines[i + 1].IsBlank) return 0;
        if (Volume().IsMatch(line)) return 1;
        return Chapter().IsMatch(line) || IsShortAndInCapitals(line) ? 2 : 0;
    }

    private static int Underline(string text, Line line, int titleLength)
    {
        var length = line.End - line.Start;
        if (length < 3 || Math.Abs(length - titleLength) > titleLength) return 0;
        var mark = text[line.Start];
        if (mark is not ('=' or '-') || text.AsSpan(line.Start, length).ContainsAnyExcept(mark)) return 0;
        return mark == '=' ? 1 : 2;
    }

    private static bool IsShortAndInCapitals(ReadOnlySpan<char> line)
    {
        int capitals = 0, spaces = 0;
        foreach (var c in line)
        {
            if (char.IsLower(c) || c is ':' or '"' or '|') return false;
            if (char.IsUpper(c)) capitals++;
            else if (c == ' ') spaces++;
        }
        return capitals >= 4 && capitals * 2 > line.Length && spaces < MaxWords && !"!?,;".Contains(line[^1]);
    }

    [GeneratedRegex(@"^(VOLUME|Volume|BOOK|Book|PART|Part)\s+([IVXLC]+|\d+|[A-Z][A-Za-z]+)\b[^,;!?]{0,60}$")]
    private static partial Regex Volume();

    [GeneratedRegex(@"^(CHAPTER|Chapter|ACT|Act|SCENE|Scene|APPENDIX|Appendix)\s+([IVXLC]+|\d+|[A-Z])\b[^;!?]{0,60}$")]
    private static partial Regex Chapter();

    [GeneratedRegex(@"^第[一二三四五六七八九十百千零〇两0-9０-９]{1,8}[章回节卷部篇集][^，。！？；]{0,30}$")]
    private static partial Regex HanChapter();
}
