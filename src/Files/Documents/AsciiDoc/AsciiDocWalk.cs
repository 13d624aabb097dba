using System.Globalization;
using System.Text.RegularExpressions;

namespace Rag.Files.Documents.AsciiDoc;

/// <summary>
/// Walks the lines of an AsciiDoc text and adds what shows of them to a document. Lines that begin and end a block of blocks are passed
/// over: what stands between them is read like any other text.
/// </summary>
internal sealed partial class AsciiDocWalk(string[] lines, MarkupWriter writer, CancellationToken cancellation)
{
    private const int LowestLevel = 6;
    private const int LongestTitle = 200;

    private readonly AsciiDocInline _inline = new();
    private readonly Dictionary<string, int> _numbers = []; // of the last items, by their markers
    private BlockAttributes _attributes = BlockAttributes.None;
    private int _level;      // of the section
    private bool _isAttached; // the next block belongs to a list's item
    private bool _isDescription; // the next paragraph describes a term, however it is indented

    public void Walk()
    {
        for (var i = 0; i < lines.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            i = lines[i].Length == 0 ? i + 1 : Block(i);
        }
    }

    private int Block(int i)
    {
        var line = lines[i];
        if (line.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("///", StringComparison.Ordinal)) return i + 1;
        if (AttributeEntry().Match(line) is { Success: true } entry)
        {
            _inline.Define(entry.Groups["name"].Value, entry.Groups["value"].Value);
            return i + 1;
        }
        if (line is ['[', .., ']'] && BlockAttributes.IsLine(line))
        {
            _attributes = _attributes.With(line);
            return i + 1;
        }
        if (line == "+")
        {
            _isAttached = true;
            return i + 1;
        }
        if (BlockTitle().IsMatch(line))
        {
            writer.Add(BlockKind.Paragraph, _inline.Read(line[1..]));
            return i + 1;
        }
        if (Title(i) is var (title, level, height))
        {
            writer.EndLead();
            _level = Math.Min(level, LowestLevel);
            writer.Add(BlockKind.Heading, _inline.Read(title), _level);
            return Begun(i + height);
        }
        if (IsDelimiter(line)) return Delimited(i);
        if (IsMacroOrBreak(line)) return Macro(i);
        if (DescriptionTerm().Match(line) is { Success: true } && line.Length <= LongestTitle) return Term(i);
        if (ItemHead().Match(line) is { Success: true } item) return Item(item, i);
        var end = EndOfParagraph(i);
        if ((line[0] is ' ' or '\t' && !writer.HasLead && !_isDescription) || _attributes.IsCode) return Code(i, end, end);
        writer.Add(_isAttached ? BlockKind.ListItem : BlockKind.Paragraph, _inline.Read(Joined(i, end)));
        return Begun(end);
    }

    /// <summary>The title that begins at a line, marked by = or #, or by a line under it.</summary>
    private (string Title, int Level, int Height)? Title(int i)
    {
        if (SectionTitle().Match(lines[i]) is { Success: true } marked)
            return (marked.Groups["title"].Value, marked.Groups["marks"].Length, 1);
        if (i + 1 >= lines.Length || (i > 0 && lines[i - 1].Length > 0 && lines[i - 1][0] is not ('[' or ':' or '/'))) return null;
        var (title, under) = (lines[i], lines[i + 1]);
        var level = under.Length < 3 ? 0 : "=-~^+".IndexOf(under[0], StringComparison.Ordinal) + 1;
        var isUnderlined = level > 0 && !under.AsSpan().ContainsAnyExcept(under[0]) && Math.Abs(under.Length - title.Length) <= 2
            && char.IsLetterOrDigit(title[0]);
        return isUnderlined ? (title, level, 2) : null;
    }

    /// <summary>A block between two lines of one kind. Of those that hold blocks only the lines are passed over.</summary>
    private int Delimited(int i)
    {
        var delimiter = lines[i];
        var isFence = delimiter.StartsWith("```", StringComparison.Ordinal);
        var close = Array.IndexOf(lines, isFence ? "```" : delimiter, i + 1);
        var holdsLines = _attributes.IsCode || (delimiter != "--" && "-./+`|,:!".Contains(delimiter[0]));
        if (!holdsLines || close < 0)
        {
            if (_attributes.Label is { } label) writer.Lead(label, BlockKind.Paragraph);
            _attributes = BlockAttributes.None;
            return i + 1;
        }
        if (delimiter[0] is '/' or '+' or '!') return Begun(close + 1);
        if (delimiter[0] is not ('|' or ',' or ':')) return Code(i + 1, close, close + 1);
        foreach (var (cells, isHeader) in AsciiDocTable.Rows(lines[(i + 1)..close], _attributes, delimiter[0]))
            writer.AddRow(cells.Select(_inline.Read), isHeader);
        return Begun(close + 1);
    }

    private int Code(int first, int end, int next)
    {
        var code = lines[first..end];
        var indent = code.Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        writer.Add(BlockKind.Code, string.Join('\n', code.Select(line => Callout().Replace(line[Math.Min(indent, line.Length)..], ""))));
        return Begun(next);
    }

    /// <summary>A picture has an alternative text; what else is called by name is no text.</summary>
    private int Macro(int i)
    {
        const string Picture = "image::";
        if (lines[i].StartsWith(Picture, StringComparison.Ordinal))
            writer.Add(BlockKind.Paragraph, _inline.Read("image:" + lines[i][Picture.Length..]));
        return Begun(i + 1);
    }

    /// <summary>A term, or several, and the description that follows. The name of an option or a setting is a heading.</summary>
    private int Term(int i)
    {
        var terms = new List<string>();
        Match match;
        for (; ; i = NextText(i))
        {
            match = DescriptionTerm().Match(lines[i++]);
            terms.Add(_inline.Read(match.Groups["term"].Value.Trim()));
            if (match.Groups["text"].Success || NextText(i) == lines.Length || !DescriptionTerm().IsMatch(lines[NextText(i)])) break;
        }
        writer.EndLead();
        var names = string.Join(", ", terms);
        if (NameOfSomething().IsMatch(names)) writer.Add(BlockKind.Heading, names, Math.Min(_level + 1, LowestLevel));
        else writer.Lead($"{names}:", BlockKind.ListItem);
        var definition = match.Groups["text"].Value;
        var end = definition.Length > 0 ? EndOfParagraph(i - 1) : i;
        writer.Add(BlockKind.ListItem, _inline.Read($"{definition} {Joined(i, end)}"));
        Begun(end);
        _isDescription = definition.Length == 0;
        return end;
    }

    private int Item(Match head, int i)
    {
        var marker = head.Groups["marker"].Value;
        var number = marker[0] == '.' ? _numbers[marker] = _numbers.GetValueOrDefault(marker) + 1 : 0;
        foreach (var deeper in _numbers.Keys.Where(other => other.Length > marker.Length).ToList()) _numbers.Remove(deeper);
        var end = EndOfParagraph(i);
        var first = lines[i];
        lines[i] = first[head.Length..];
        writer.EndLead();
        var shown = number > 0 ? string.Create(CultureInfo.InvariantCulture, $"{number}.") : marker[0] is '*' or '-' ? "•" : marker;
        writer.Lead(shown, BlockKind.ListItem);
        writer.Add(BlockKind.ListItem, _inline.Read(Joined(i, end)));
        lines[i] = first;
        _attributes = BlockAttributes.None;
        _isAttached = false;
        return end;
    }

    /// <summary>What was said of the block that ends before a line does not hold for the next.</summary>
    private int Begun(int next)
    {
        _attributes = BlockAttributes.None;
        _isAttached = _isDescription = false;
        if (next >= lines.Length || !ItemHead().IsMatch(lines[next])) _numbers.Remove(".");
        return next;
    }

    private int NextText(int i)
    {
        while (i < lines.Length && lines[i].Length == 0) i++;
        return i;
    }

    private int EndOfParagraph(int i)
    {
        for (i++; i < lines.Length && lines[i].Length > 0; i++)
        {
            var line = lines[i];
            if (line == "+" || IsDelimiter(line) || ItemHead().IsMatch(line) || DescriptionTerm().IsMatch(line)
                || BlockAttributes.IsLine(line) || AttributeEntry().IsMatch(line) || BlockMacro().IsMatch(line))
            {
                break;
            }
        }
        return i;
    }

    /// <summary>The lines as one, but for those that end in a break; comments are left out.</summary>
    private string Joined(int first, int end)
    {
        var shown = lines[first..end].Where(line => !line.StartsWith("//", StringComparison.Ordinal)).Select(MarkupWriter.OnOneLine);
        return string.Join(' ', shown).Replace(" + ", "\n", StringComparison.Ordinal);
    }

    private static bool IsDelimiter(string line) =>
        line is "--" or "|===" or ",===" or ":===" or "!===" || Fence().IsMatch(line)
        || (line.Length >= 4 && "-.=*_+/".Contains(line[0]) && !line.AsSpan().ContainsAnyExcept(line[0]));

    private static bool IsMacroOrBreak(string line) => line is "<<<" or "'''" or "---" or "***" || BlockMacro().IsMatch(line);

    [GeneratedRegex(@"^:!?(?<name>[A-Za-z0-9_][\w-]*)!?:(\s+(?<value>.*))?$")]
    private static partial Regex AttributeEntry();

    [GeneratedRegex(@"^\.[^\s.].*$")]
    private static partial Regex BlockTitle();

    [GeneratedRegex(@"^(?<marks>={1,6}|#{1,6})\s+(?<title>\S.*?)(\s+\k<marks>)?$")]
    private static partial Regex SectionTitle();

    [GeneratedRegex(@"^[a-z]+::\S*\[.*\]$")]
    private static partial Regex BlockMacro();

    [GeneratedRegex(@"^```[\w,+#-]*$")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*(?<term>[^\s].*?)(?<!:)(:{2,4}|;;)(\s+(?<text>\S.*))?$")]
    private static partial Regex DescriptionTerm();

    [GeneratedRegex(@"^\s*(?<marker>\*{1,6}|-|•|\.{1,6}|\d{1,4}\.|[a-zA-Z]\.|<[\d.]+>)\s+(\[[ x*]\]\s+)?(?=\S)")]
    private static partial Regex ItemHead();

    [GeneratedRegex(@"^([*_]?-.*|`.*`|([a-z]|[A-Z][A-Z0-9_])\S*[_./=]\S*)$")]
    private static partial Regex NameOfSomething();

    [GeneratedRegex(@"\s*(//|#|--|;)?\s*<(\d+|\.)>$")]
    private static partial Regex Callout();
}
