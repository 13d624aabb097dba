using Rag.Files.Documents.Csv;

namespace Rag.Files.Documents.Rst;

/// <content>The directives.</content>
internal sealed partial class RstWalk
{
    private static readonly string[] _shownOptions = ["type", "default", "value"];

    private int Directive(string name, int markerLength, int i, int end, BlockKind kind)
    {
        var what = RstDirective.KindOf(name);
        if (what != RstDirectiveKind.Object) _names.Clear();
        lines.TakeMarker(i, end, markerLength);
        switch (what)
        {
            case RstDirectiveKind.Dropped:
                return end;
            case RstDirectiveKind.Note:
                Labelled(RstDirective.LabelOf(name), i, end, kind);
                return end;
            case RstDirectiveKind.Version:
                Version(RstDirective.LabelOf(name), i, end, kind);
                return end;
        }

        var options = EndOfArgument(i, end);
        var content = EndOfOptions(options, end);
        var argument = inline.Read(lines.Joined(i, options));
        switch (what)
        {
            case RstDirectiveKind.Object:
                Object(name, argument, options, content, end);
                break;
            case RstDirectiveKind.Code:
                writer.Add(kind, inline.Read(Option("caption", options, content)));
                Code(content, end);
                break;
            case RstDirectiveKind.Picture:
                writer.Add(kind, inline.Read(Option("alt", options, content)));
                Walk(content, end, kind);
                break;
            case RstDirectiveKind.Title:
                writer.Add(kind, argument);
                break;
            case RstDirectiveKind.ListTable:
                writer.Add(kind, argument);
                ListTable(Number("header-rows", options, content), content, end);
                break;
            case RstDirectiveKind.CsvTable:
                writer.Add(kind, argument);
                CsvTable(Option("header", options, content), Number("header-rows", options, content), content, end);
                break;
            default:
                if (lines.SkipBlank(content, end) < end) writer.Add(kind, argument);
                Walk(content, end, kind);
                break;
        }
        return end;
    }

    private void Labelled(string label, int first, int end, BlockKind kind)
    {
        if (lines.IsBlank(first)) first = EndOfOptions(first + 1, end);
        writer.Lead(label, BlockKind.Paragraph);
        Walk(first, end, kind);
        writer.EndLead();
    }

    /// <summary>"Added in version 2.0: what came", or a sentence of the version alone.</summary>
    private void Version(string label, int first, int end, BlockKind kind)
    {
        var version = lines[first].Split(' ', 2);
        lines.TakeMarker(first, end, version[0].Length);
        var saysWhat = lines.SkipBlank(first, end) < end;
        Labelled($"{label} {version[0]}{(saysWhat ? ":" : ".")}", first, end, kind);
    }

    /// <summary>A heading with the names of what is described; names without a description go to that of the next.</summary>
    private void Object(string name, string argument, int options, int content, int end)
    {
        var isElsewhere = name.StartsWith("auto", StringComparison.Ordinal);
        var shown = _shownOptions.Select(option => (Name: option, Value: Option(option, options, content)))
            .Where(option => option.Value.Length > 0).ToList();
        if (lines.SkipBlank(content, end) == end && shown.Count == 0)
        {
            if (!isElsewhere && argument.Length > 0) _names.Add(argument);
            return;
        }
        writer.EndLead();
        writer.Add(BlockKind.Heading, string.Join(", ", _names.Append(argument)), _sections.LevelBelow(_objects));
        _names.Clear();
        foreach (var (option, value) in shown)
            writer.Add(BlockKind.ListItem, $"{RstDirective.FieldLabel(option)} {inline.Read(value)}");
        _objects++;
        Walk(content, end, BlockKind.Paragraph);
        _objects--;
    }

    private void ListTable(int headerRows, int first, int end)
    {
        var rows = 0;
        for (var i = lines.SkipBlank(first, end); i < end; rows++)
        {
            var rowEnd = lines.EndOfIndented(i + 1, end, lines.Indent(i));
            if (Bullet().Match(lines[i]) is { Success: true } row) lines.TakeMarker(i, rowEnd, row.Length);
            writer.AddRow(Cells(i, rowEnd).Select(inline.Read), namesColumns: rows < headerRows);
            i = rowEnd;
        }
    }

    private IEnumerable<string> Cells(int first, int end)
    {
        for (var i = lines.SkipBlank(first, end); i < end;)
        {
            var cellEnd = lines.EndOfIndented(i + 1, end, lines.Indent(i));
            if (Bullet().Match(lines[i]) is { Success: true } cell) lines.TakeMarker(i, cellEnd, cell.Length);
            yield return lines.Joined(i, cellEnd);
            i = cellEnd;
        }
    }

    private void CsvTable(string header, int headerRows, int first, int end)
    {
        foreach (var row in CsvRows.Read(header)) writer.AddRow(row.Select(inline.Read), namesColumns: true);
        if (lines.SkipBlank(first, end) == end) return;
        foreach (var (i, row) in CsvRows.Read(lines.Block(first, end)).Index())
            writer.AddRow(row.Select(inline.Read), namesColumns: i < headerRows);
    }

    /// <summary>The line after what stands behind a directive's name and goes on up to a blank line or an option.</summary>
    private int EndOfArgument(int i, int end)
    {
        for (i++; i < end && !lines.IsBlank(i) && RstDirective.Field(lines[i]) is null;) i++;
        return i;
    }

    private int EndOfOptions(int i, int end)
    {
        if (i >= end || RstDirective.Field(lines[i]) is null) return i;
        while (i < end && !lines.IsBlank(i)) i++;
        return i;
    }

    private string Option(string name, int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            if (RstDirective.Field(lines[i]) is not var (found, length) || found != name) continue;
            return lines[i][length..].Trim() + lines.Joined(i + 1, lines.EndOfIndented(i + 1, end, lines.Indent(i)));
        }
        return "";
    }

    private int Number(string option, int first, int end) => int.TryParse(Option(option, first, end), out var number) ? number : 0;
}
