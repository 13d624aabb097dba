using System.Text;

namespace Rag.Files.Documents.Pdf.Layout;

/// <summary>
/// Joins lines. A hyphen at the end of one goes if it only divided a word, which the other words of the document tell:
/// "hyphen-ation" if that word or neither half occurs elsewhere, but not "well-known" or "twenty-four".
/// </summary>
internal sealed class Hyphens
{
    private readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase);

    public Hyphens(IEnumerable<TextLine> lines)
    {
        foreach (var line in lines)
        {
            foreach (var word in line.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                _words.Add(word.Trim('.', ',', ';', ':', '!', '?', '(', ')', '"', '“', '”', '’'));
        }
    }

    /// <summary>Appends a line to the lines before it.</summary>
    public void Join(StringBuilder text, string line)
    {
        if (text.Length > 1 && text[^1] is '-' or '‐' or '\u00AD' && char.IsLetter(text[^2]) && char.IsLower(line[0]))
        {
            if (text[^1] == '\u00AD' || !IsCompound(LastWord(text), FirstWord(line))) text.Length--;
        }
        else if (text.Length > 0 && !Cjk.IsUnspaced(text[^1]) && !Cjk.IsUnspaced(line[0]))
        {
            text.Append(' ');
        }
        text.Append(line);
    }

    private bool IsCompound(string left, string right)
    {
        if (_words.Contains(left + right)) return false;
        return _words.Contains($"{left}-{right}") || (_words.Contains(left) && _words.Contains(right));
    }

    private static string LastWord(StringBuilder text)
    {
        var end = text.Length - 1;
        var start = end;
        while (start > 0 && char.IsLetter(text[start - 1])) start--;
        return text.ToString(start, end - start);
    }

    private static string FirstWord(string line)
    {
        var end = 0;
        while (end < line.Length && char.IsLetter(line[end])) end++;
        return line[..end];
    }
}
