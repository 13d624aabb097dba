using System.Globalization;
using System.Text.RegularExpressions;

namespace Rag.Files.Documents.Rst;

/// <summary>Walks the lines of a reStructuredText, block by block, and adds what shows of them to a document.</summary>
internal sealed partial class RstWalk(RstLines lines, RstInline inline, MarkupWriter writer, CancellationToken cancellation)
{
    private const int MaxDepth = 32;          // below it, text is one paragraph
    private const int LongestOption = 200;
    private const string OneOption = @"(-[A-Za-z0-9?]|--[A-Za-z0-9][\w-]*)([ =]?(<[^<>]+>|[A-Za-z][\w-]*))?";

    private readonly RstSections _sections = new(lines);
    private readonly List<string> _names = []; // of objects that share the description which follows
    private readonly HashSet<int> _endless = []; // ends of lines among which a table has none
    private int _depth;
    private int _objects;                      // around the lines at hand
    private int _number;                       // of the last item "#."

    /// <summary>Adds some lines, whose indentation is what the least indented of them has.</summary>
    /// <param name="kind">What their paragraphs are.</param>
    public void Walk(int first, int end, BlockKind kind)
    {
        if (_depth >= MaxDepth)
        {
            writer.Add(kind, inline.Read(lines.Joined(first, end)));
            return;
        }
        _depth++;
        var column = lines.Column(first, end);
        for (var i = lines.SkipBlank(first, end); i < end; i = lines.SkipBlank(i, end))
        {
            cancellation.ThrowIfCancellationRequested();
            i = Block(i, end, column, kind);
        }
        _depth--;
    }

    /// <summary>Adds the block that begins at a line and returns the line after it.</summary>
    private int Block(int i, int end, int column, BlockKind kind)
    {
        var inner = lines.EndOfIndented(i + 1, end, column); // where what is indented under the line ends
        if (lines.Indent(i) > column && !_sections.IsOverline(i, end))
        {
            Walk(i, inner, kind);
            return inner;
        }
        var line = lines[i];
        if (RstDirective.Find(line) is var (name, length)) return Directive(name, length, i, inner, kind);
        _names.Clear();
        if (line is ".." or "__" or ['.', '.', ' ', ..] or ['_', '_', ' ', ..]) return Explicit(i, inner);
        if (_depth == 1 && _sections.Title(i, end) is var (title, level, height))
        {
            writer.EndLead();
            writer.Add(BlockKind.Heading, inline.Read(title), level);
            return i + height;
        }
        if (RstSections.IsAdornment(line, atLeast: 4)) return i + 1; // a line between two parts
        if (EndOfTable(i, end) is var tableEnd and > 0)
        {
            foreach (var (cells, isHeader) in RstTable.Rows(lines, i, tableEnd))
                writer.AddRow(cells.Select(inline.Read), isHeader);
            return tableEnd;
        }
        if (RstDirective.Field(line) is var (field, fieldLength))
            return Item(RstDirective.FieldLabel(inline.Read(field)), fieldLength, i, inner);
        if (Bullet().Match(line) is { Success: true } bullet) return Item("•", bullet.Length, i, inner);
        if (Number().Match(line) is { Success: true } number && EndsLine(i, inner, end))
            return Item(NumberOf(number.Value.Trim()), number.Length, i, inner);
        if (line.Length <= LongestOption && OptionHead().Match(line) is { Success: true } option)
            return Item(option.Groups["names"].Value + ":", option.Length, i, inner);
        if (line is ['|', ' ', ..] or "|") return Verse(i, end, kind);
        if (line.StartsWith(">>> ", StringComparison.Ordinal)) return Code(i, EndOfParagraph(i, end));
        if (inner > i + 1 && !lines.IsBlank(i + 1) && lines.Indent(i + 1) > column) return Definition(i, inner);
        return Paragraph(i, end, column, kind);
    }

    /// <summary>The line after the table that begins at a line; 0 if none does. What has no end up to a line is not looked for again.</summary>
    private int EndOfTable(int i, int end)
    {
        if (!RstTable.BeginsAt(lines[i]) || _endless.Contains(end)) return 0;
        var tableEnd = RstTable.EndOf(lines, i, end);
        if (tableEnd == 0) _endless.Add(end);
        return tableEnd;
    }

    private int Paragraph(int first, int end, int column, BlockKind kind)
    {
        var last = EndOfParagraph(first, end);
        var text = lines.Joined(first, last);
        var announcesCode = text.EndsWith("::", StringComparison.Ordinal);
        if (announcesCode) text = text.EndsWith(" ::", StringComparison.Ordinal) ? text[..^3] : text[..^1];
        writer.Add(kind, inline.Read(text == ":" ? "" : text));
        if (!announcesCode) return last;
        var code = lines.SkipBlank(last, end);
        return code < end && lines.Indent(code) > column ? Code(code, lines.EndOfIndented(code, end, column)) : last;
    }

    /// <summary>The blank line after a paragraph, or the directive that somebody set directly under it.</summary>
    private int EndOfParagraph(int i, int end)
    {
        for (i++; i < end && !lines.IsBlank(i) && RstDirective.Find(lines[i]) is null;) i++;
        return i;
    }

    private int Code(int first, int end)
    {
        writer.Add(BlockKind.Code, lines.Block(first, end));
        return end;
    }

    private int Verse(int i, int end, BlockKind kind)
    {
        var last = i;
        while (last < end && lines[last].StartsWith('|')) last++;
        writer.Add(kind, string.Join('\n', Enumerable.Range(i, last - i).Select(line => inline.Read(lines[line][1..].Trim()))));
        return last;
    }

    private int Item(string lead, int markerLength, int i, int end)
    {
        lines.TakeMarker(i, end, markerLength);
        if (lines.SkipBlank(i, end) == end) return end; // says nothing
        writer.EndLead();
        writer.Lead(lead, BlockKind.ListItem);
        Walk(i, end, BlockKind.ListItem);
        writer.EndLead();
        return end;
    }

    private int Definition(int i, int end)
    {
        var term = lines[i].Split(" : ", 2);
        writer.EndLead();
        writer.Lead(inline.Read(term.Length > 1 ? $"{term[0]} ({term[1]}):" : $"{lines[i]}:"), BlockKind.ListItem);
        Walk(i + 1, end, BlockKind.ListItem);
        writer.EndLead();
        return end;
    }

    /// <summary>A footnote or a citation; a target or a comment is passed over.</summary>
    private int Explicit(int i, int end)
    {
        if (Footnote().Match(lines[i]) is { Success: true } note) return Item(note.Groups["mark"].Value, note.Length, i, end);
        return lines[i] == ".." && i + 1 < end && lines.IsBlank(i + 1) ? i + 1 : end;
    }

    /// <summary>Whether the line after a number is no paragraph's second, which would make the number a part of a sentence.</summary>
    private bool EndsLine(int i, int inner, int end) =>
        i + 1 == end || inner > i + 1 || lines.IsBlank(i + 1) || Number().IsMatch(lines[i + 1]);

    private string NumberOf(string marker)
    {
        if (!marker.Contains('#')) return marker;
        _number = marker == "#." ? _number + 1 : 1;
        return string.Create(CultureInfo.InvariantCulture, $"{_number}.");
    }

    [GeneratedRegex(@"^[-*+•‣⁃](\s+|$)")]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^\(?(\d{1,4}|[A-Za-z]|#|[ivxlc]{2,7}|[IVXLC]{2,7})[.)](\s+|$)")]
    private static partial Regex Number();

    [GeneratedRegex($@"^(?<names>{OneOption}(, {OneOption})*)(\s{{2,}}|$)")]
    private static partial Regex OptionHead();

    [GeneratedRegex(@"^\.\. +(?<mark>\[[^\]]+\])(\s+|$)")]
    private static partial Regex Footnote();
}
