namespace Rag.Files.Documents.Rst;

/// <summary>Finds titles by the lines under and over them; the order in which kinds of such lines appear gives the levels.</summary>
internal sealed class RstSections(RstLines lines)
{
    private const int LowestLevel = 6;
    private const int ShortestUnderline = 4; // but for a title that is shorter still

    private readonly List<string> _adornments = [];
    private int _level;

    /// <summary>The title that begins at a line, its level, and how many lines it takes; null if none does.</summary>
    public (string Title, int Level, int Height)? Title(int i, int end)
    {
        if (IsOverline(i, end)) return (lines[i + 1], Enter(lines[i][0], hasOverline: true), 3);
        var isUnderlined = i + 1 < end && !IsAdornment(lines[i], 1) && IsAdornment(lines[i + 1], Math.Min(ShortestUnderline, lines[i].Length));
        if (!isUnderlined) return null;
        return (lines[i], Enter(lines[i + 1][0], hasOverline: false), 2);
    }

    /// <summary>Whether a title stands under a line, between it and another of its kind.</summary>
    public bool IsOverline(int i, int end) =>
        i + 2 < end && IsAdornment(lines[i], 2) && !lines.IsBlank(i + 1) && IsAdornment(lines[i + 2], 2) && lines[i][0] == lines[i + 2][0]
        && !IsAdornment(lines[i + 1], 2);

    /// <summary>The level of what has a name under the title at hand.</summary>
    public int LevelBelow(int depth) => Math.Min(_level + 1 + depth, LowestLevel);

    /// <summary>Whether a line is made of one mark alone.</summary>
    public static bool IsAdornment(string line, int atLeast) =>
        line.Length >= atLeast && line is not ("::" or ".." or "")
        && char.IsAscii(line[0]) && (char.IsPunctuation(line[0]) || char.IsSymbol(line[0])) && !line.AsSpan().ContainsAnyExcept(line[0]);

    private int Enter(char mark, bool hasOverline)
    {
        var adornment = hasOverline ? $"{mark}{mark}" : $"{mark}";
        var known = _adornments.IndexOf(adornment);
        if (known < 0) _adornments.Add(adornment);
        return _level = Math.Min(known < 0 ? _adornments.Count : known + 1, LowestLevel);
    }
}
