using Rag.Files.Documents;

namespace Rag.Files.Passages;

/// <summary>Takes a document apart into the units that passages are made of.</summary>
internal sealed class UnitReader
{
    private const string CellSeparators = "|\t;,";
    private const string SentenceEnds = ".!?:。！？；：…\"”’」』）)";

    private readonly string _text;
    private readonly double _maxWords;
    private readonly List<Unit> _units = [];
    private Section? _section;
    private string? _columns; // what the rows of the table at hand are under

    private UnitReader(string text, double maxWords) => (_text, _maxWords) = (text, maxWords);

    /// <summary>The units of a document; what is longer than <paramref name="maxWords"/> is cut into clauses.</summary>
    public static List<Unit> Read(Document document, double maxWords)
    {
        var reader = new UnitReader(document.Text, maxWords);
        for (var i = 0; i < document.Blocks.Count; i++)
        {
            var first = i;
            while (i + 1 < document.Blocks.Count && reader.RunsOverPage(document.Blocks[i], document.Blocks[i + 1])) i++;
            reader.AddBlocks(document.Blocks, first, i + 1);
        }
        return reader._units;
    }

    /// <summary>Whether a paragraph goes on at the top of the next page: at most one space lies between its parts.</summary>
    private bool RunsOverPage(Block block, Block next) =>
        block.Kind == BlockKind.Paragraph && next.Kind == BlockKind.Paragraph && block.Page != next.Page
        && (next.Start == block.End || (next.Start == block.End + 1 && char.IsWhiteSpace(_text[block.End])));

    private void AddBlocks(IReadOnlyList<Block> blocks, int first, int end)
    {
        var block = blocks[first];
        var (start, stop) = (block.Start, blocks[end - 1].End);
        if (!IsRow(block)) _columns = null;
        switch (block.Kind)
        {
            case BlockKind.Heading:
                Enter(block);
                Add(block, start, stop, Break.Block);
                break;
            case BlockKind.TableRow or BlockKind.TableHeader:
                AddRow(block, NamesColumns(blocks, first));
                break;
            case BlockKind.Code:
                foreach (var (from, to) in Lines(start, stop)) Add(block, from, to, from == start ? Break.Block : Break.Row);
                break;
            default:
                var before = block.Kind == BlockKind.ListItem ? Break.Row : Break.Block;
                foreach (var (from, to) in Sentences.Find(_text, start, stop))
                {
                    while (first + 1 < end && blocks[first + 1].Start <= from) first++;
                    Add(blocks[first], from, to, before);
                    before = Break.Sentence;
                }
                break;
        }
    }

    /// <summary>
    /// Whether a row names the columns of those below: it is said to, or is the first and looks like it. One of half a passage's words
    /// names too much to stand over others.
    /// </summary>
    private bool NamesColumns(IReadOnlyList<Block> blocks, int row)
    {
        if (row + 1 == blocks.Count || !IsRow(blocks[row + 1])) return false;
        var text = TextOf(blocks[row]);
        if (Math.Max(1, WordCounter.Count(text)) + HeaderWords(blocks[row].Start) > _maxWords / 2) return false;
        return blocks[row].Kind == BlockKind.TableHeader
            || ((row == 0 || !IsRow(blocks[row - 1])) && LooksLikeNames(text, TextOf(blocks[row + 1])));
    }

    /// <summary>Whether a row has several cells, as has the one below, and neither a digit nor a "name: value".</summary>
    private static bool LooksLikeNames(ReadOnlySpan<char> row, ReadOnlySpan<char> below)
    {
        if (row.ContainsAnyInRange('0', '9') || row.Contains(": ", StringComparison.Ordinal)) return false;
        foreach (var separator in CellSeparators)
        {
            if (row.Count(separator) is var count and > 0 && below.Count(separator) >= count) return true;
        }
        return false;
    }

    private ReadOnlySpan<char> TextOf(Block block) => _text.AsSpan(block.Start, block.End - block.Start);

    private void AddRow(Block row, bool namesColumns)
    {
        if (!namesColumns)
        {
            Add(row, row.Start, row.End, Break.Row, columns: _columns);
            return;
        }
        var names = Title(_text[row.Start..row.End]);
        _columns = HeaderWords(row.Start) > 0 ? $"{_columns} {names}" : names; // names may take several rows
        Add(row, row.Start, row.End, Break.Row, namesColumns: true);
    }

    /// <summary>The words of the rows that name columns and end before a place, where nothing stands under them yet.</summary>
    private double HeaderWords(int place)
    {
        var first = _units.FindLastIndex(unit => !unit.NamesColumns) + 1;
        if (first == _units.Count) return 0;
        var start = _units[first].Start;
        return Math.Max(_units.Count - first, WordCounter.Count(_text.AsSpan(start, place - start)));
    }

    private static bool IsRow(Block block) => block.Kind is BlockKind.TableRow or BlockKind.TableHeader;

    private void Enter(Block heading)
    {
        while (_section is not null && _section.Level >= heading.Level) _section = _section.Parent;
        _section = new Section(Title(_text[heading.Start..heading.End]), heading.Level, _section);
    }

    /// <summary>A heading's text on one line, without the marks of Markdown around it.</summary>
    private static string Title(string heading) =>
        string.Join(' ', heading.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Replace("*", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal)
            .Trim('#', '=', '-', '_', ' ');

    private IEnumerable<(int Start, int End)> Lines(int start, int end)
    {
        for (var from = start; from < end;)
        {
            var length = _text.AsSpan(from, end - from).IndexOf('\n');
            var to = length < 0 ? end : from + length;
            if (!_text.AsSpan(from, to - from).IsWhiteSpace()) yield return (from, to);
            from = to + 1;
        }
    }

    private void Add(Block block, int start, int end, Break before, bool namesColumns = false, string? columns = null)
    {
        var words = WordCounter.Count(_text.AsSpan(start, end - start));
        var room = _maxWords - HeaderWords(start);
        before = BreakBefore(block, start, before);
        if (words <= room)
        {
            _units.Add(new Unit(start, end, Math.Max(1, words), block, _section, before, namesColumns, columns));
            return;
        }
        foreach (var (from, to) in LongSentence.Cut(_text, start, end, room))
        {
            var pieceWords = WordCounter.Count(_text.AsSpan(from, to - from));
            var breakBefore = from == start ? before : Break.Clause;
            _units.Add(new Unit(from, to, Math.Max(1, pieceWords), block, _section, breakBefore, Columns: columns));
        }
    }

    private Break BreakBefore(Block block, int start, Break before)
    {
        if (_units.Count == 0) return Break.Forced;
        var last = _units[^1];
        if (HasWords(_text.AsSpan(last.End, start - last.End))) return Break.Forced;
        if (last.NamesColumns) return Break.Never;
        if (last.IsHeading) return Break.AfterHeading;
        if (block.Kind == BlockKind.Heading) return Break.Heading;
        if (_text[last.End - 1] is ':' or '：') return Break.AfterColon;
        return before switch
        {
            Break.Row when last.Block.Kind != block.Kind => Break.Block,
            Break.Block when !IsSetApart(last.End, start) => Break.Row,
            _ => before,
        };
    }

    /// <summary>Whether a paragraph begins after a blank line or a sentence's end, and not as a line of verse does.</summary>
    private bool IsSetApart(int end, int start) =>
        SentenceEnds.Contains(_text[end - 1]) || _text.AsSpan(end, start - end).Count('\n') > 1;

    private static bool HasWords(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c)) return true;
        }
        return false;
    }
}
