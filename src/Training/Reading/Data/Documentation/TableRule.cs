using System.Text.RegularExpressions;
using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>Asks for the cell of a row and a column of a table. The header row names columns and is never an answer.</summary>
internal sealed partial class TableRule : IQuestionRule
{
    private const string Kind = "table";

    public IEnumerable<RuleQuestion> Ask(DocumentSection section, Random random)
    {
        for (var i = 0; i < section.Blocks.Count;)
        {
            Block[] table = [.. section.Blocks.Skip(i).TakeWhile(block => block.Kind is BlockKind.TableRow or BlockKind.TableHeader)];
            i += Math.Max(1, table.Length);
            if (table.Length < 3) continue;
            var rows = table.Select(row => Cells(section.Text, row)).ToArray();
            foreach (var question in OfTable(section, rows[0], rows[1..], random)) yield return question;
        }
    }

    private static IEnumerable<RuleQuestion> OfTable(DocumentSection section, TextSpan[] header, TextSpan[][] rows, Random random)
    {
        if (header.Length < 2) yield break;
        string[] columns = [.. header.Select(section.Plain)];
        var names = rows.Where(row => row.Length > 0).CountBy(row => section.Plain(row[0])).ToDictionary();
        foreach (var row in rows)
        {
            if (row.Length != header.Length) continue;
            var name = section.Plain(row[0]);
            if (name.Length is < 2 or > 40 || names[name] > 1 || !name.Any(char.IsLetter)) continue;
            var column = random.Next(1, row.Length);
            if (columns[column].Length is < 2 or > 24 || !columns[column].Any(char.IsLetter)) continue;
            if (AnswerUnit.Of(section.Text, row[column]) is { } cell && section.Plain(cell).Any(char.IsLetterOrDigit))
                yield return new RuleQuestion(Phrase(columns[column], name, section.IsChinese, random), cell, Kind, name);
        }
    }

    private static string Phrase(string column, string name, bool isChinese, Random random) => Describes().IsMatch(column)
        ? random.Ask("table meaning", isChinese, name)
        : random.Ask(Kind, isChinese, name, isChinese ? column : Phrasing.Inside(column));

    /// <summary>The cells of a row: between bars, between commas or between tabs.</summary>
    private static TextSpan[] Cells(string text, Block row)
    {
        var line = text[row.Start..row.End];
        var separator = line.Contains('|') ? '|' : line.Contains('\t') ? '\t' : ',';
        if (separator == ',' && line.Contains('"')) return [];
        var cells = new List<TextSpan>();
        for (var start = 0; start <= line.Length;)
        {
            var end = line.IndexOf(separator, start);
            while (end > 0 && line[end - 1] == '\\') end = line.IndexOf(separator, end + 1);
            if (end < 0) end = line.Length;
            cells.Add(new TextSpan(row.Start + start, row.Start + end));
            start = end + 1;
        }
        if (separator == '|' && IsBlank(cells[0])) cells.RemoveAt(0);
        if (separator == '|' && cells.Count > 1 && IsBlank(cells[^1])) cells.RemoveAt(cells.Count - 1);
        return [.. cells];

        bool IsBlank(TextSpan cell) => text.AsSpan(cell.Start, cell.Length).IsWhiteSpace(); // outside the bars
    }

    [GeneratedRegex(@"^(descriptions?|meaning|explanation|purpose|details?|what it does|notes?|definition|effect|comments?|描述"
        + @"|说明|含义|解释|作用|用途|备注|意义)$", RegexOptions.IgnoreCase)]
    private static partial Regex Describes();
}
