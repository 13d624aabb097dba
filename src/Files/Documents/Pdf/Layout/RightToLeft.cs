using System.Text;

namespace Rag.Files.Documents.Pdf.Layout;

/// <summary>
/// Hebrew, Arabic and their relatives: files hold them as they are read or as they stand, and lines are built from left
/// to right, so they are put as they stand first and as they are read at last.
/// </summary>
internal static class RightToLeft
{
    private const double MaxShift = 0.3; // of a baseline, in parts of the font's size
    private const string Brackets = "()[]{}<>«»";
    private static readonly char[] _brackets = [.. Brackets];

    public static bool Is(char c) => c is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC');

    public static bool IsIn(string text) => text.Any(Is);

    /// <summary>Whether most letters are such.</summary>
    public static bool Rules(string text) => text.Count(Is) > text.Count(c => char.IsLetter(c) && !Is(c));

    /// <summary>Sorts the glyphs of each line that has such letters as they stand.</summary>
    public static List<Glyph> AsItStands(List<Glyph> glyphs)
    {
        if (!glyphs.Exists(glyph => IsIn(glyph.Text))) return glyphs;
        var sorted = new List<Glyph>(glyphs.Count);
        for (var start = 0; start < glyphs.Count;)
        {
            var end = start + 1;
            while (end < glyphs.Count && Math.Abs(glyphs[end].Y - glyphs[start].Y) < MaxShift * glyphs[start].Size) end++;
            var line = glyphs[start..end];
            sorted.AddRange(line.Exists(glyph => IsIn(glyph.Text)) ? line.OrderBy(glyph => glyph.X) : line);
            start = end;
        }
        return sorted;
    }

    /// <summary>The letters of one glyph as they would stand.</summary>
    public static string AsItStands(string glyph) => IsIn(glyph) ? Reversed(glyph) : glyph;

    /// <summary>A line as it is read, from how it stands: what runs against its direction is turned.</summary>
    public static string AsItIsRead(string line)
    {
        if (!IsIn(line)) return line;
        var rules = Rules(line);
        var read = new StringBuilder(rules ? Mirrored(Reversed(line)) : line);
        for (var start = 0; start < read.Length; start++)
        {
            if (!IsAgainst(read[start])) continue;
            var end = start + 1; // one past the last character that runs against the line
            for (var i = end; i < read.Length && !IsWith(read[i]); i++)
            {
                if (IsAgainst(read[i])) end = i + 1;
            }
            var run = Reversed(read.ToString(start, end - start));
            read.Remove(start, end - start).Insert(start, Mirrored(run));
            start = end;
        }
        var text = read.ToString();
        return text.IndexOfAny(_brackets) is var first and >= 0 && Brackets.IndexOf(text[first]) % 2 == 1 ? Mirrored(text) : text;

        bool IsWith(char c) => char.IsLetterOrDigit(c) && !IsAgainst(c);
        bool IsAgainst(char c) => rules ? char.IsLetterOrDigit(c) && (!Is(c) || char.IsDigit(c)) : Is(c);
    }

    private static string Reversed(string text) => string.Concat(text.Reverse());

    private static string Mirrored(string text) =>
        string.Concat(text.Select(c => Brackets.IndexOf(c) is var i and >= 0 ? Brackets[i ^ 1] : c));
}
