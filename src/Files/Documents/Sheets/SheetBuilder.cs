namespace Rag.Files.Documents.Sheets;

/// <summary>Puts a workbook together from the cells of its sheets.</summary>
internal sealed class SheetBuilder(DocumentSource source)
{
    private const int MaxRows = 1_048_576, MaxColumns = 16_384; // Excel's own
    private const int MaxCells = 20_000_000;                    // that the rows of a sheet span

    private readonly DocumentBuilder _document = new(source);
    private readonly List<string> _hidden = [];
    private readonly List<List<string>> _rows = [];
    private readonly List<MergedCells> _merged = [];
    private readonly List<string> _asides = [];
    private string _name = "";
    private bool _isHidden;
    private long _cells;

    public void Begin(string name, bool isHidden)
    {
        (_name, _isHidden, _cells) = (name, isHidden, 0);
        _rows.Clear();
        _merged.Clear();
        _asides.Clear();
    }

    /// <summary>Gives a cell its text; rows and columns count from 0.</summary>
    public void Set(int row, int column, string text)
    {
        if (text.Length == 0) return;
        source.Cancellation.ThrowIfCancellationRequested();
        source.RefuseOver(MaxRows, row + 1L, $"rows in {_name}");
        source.RefuseOver(MaxColumns, column + 1L, $"columns in {_name}");
        while (_rows.Count <= row) _rows.Add([]);
        var cells = _rows[row];
        source.RefuseOver(MaxCells, _cells += Math.Max(0, column + 1 - cells.Count), $"cells in {_name}");
        while (cells.Count <= column) cells.Add("");
        cells[column] = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    public void Merge(MergedCells cells) => _merged.Add(cells);

    /// <summary>Adds what hangs on cells or lies over them, as a paragraph behind the rows.</summary>
    public void AddAside(string text)
    {
        if (!string.IsNullOrWhiteSpace(text)) _asides.Add(text);
    }

    /// <summary>Adds the sheet, if there is anything in it.</summary>
    public void End()
    {
        var table = new SheetTable([.. _rows.Select(row => row.ToArray())], _merged);
        if (table.IsEmpty && _asides.Count == 0) return;
        if (_isHidden) _hidden.Add(_name);
        _document.Add(BlockKind.Heading, _name, level: 1);
        table.AddTo(_document);
        foreach (var aside in _asides) _document.Add(BlockKind.Paragraph, aside);
    }

    public Document Build()
    {
        if (_hidden.Count > 0) source.Notes.Add($"has hidden sheets, which are read like the others: {string.Join(", ", _hidden)}");
        return _document.Build();
    }
}
