namespace Rag.Files.Documents.Sheets;

/// <summary>Cells of which only the first has a value, which is that of all; the last row and column count.</summary>
internal readonly record struct MergedCells(int FromRow, int FromColumn, int ToRow, int ToColumn);

/// <summary>
/// The rows of a sheet. A lone cell above a table is its caption. Merged cells repeat their value, and rows of names of which one
/// spans several columns become one with the row below: "2023 Q1".
/// </summary>
internal sealed class SheetTable
{
    private const int MaxRepeats = 1_000_000;
    private const int MaxRowsOfNames = 4;

    private readonly List<string[]> _rows;
    private readonly IReadOnlyList<MergedCells> _merged;
    private readonly HashSet<int> _spanning; // rows in which a value spans several columns
    private readonly int _firstColumn, _columns;

    /// <param name="rows">Each up to its last value; one without values is empty.</param>
    /// <param name="merged">The cells that are merged.</param>
    public SheetTable(List<string[]> rows, IReadOnlyList<MergedCells> merged)
    {
        _rows = rows;
        _merged = merged;
        _spanning = [.. merged.Where(range => range.ToColumn > range.FromColumn).Select(range => range.FromRow)];
        _columns = rows.Select(row => row.Length).DefaultIfEmpty().Max();
        _firstColumn = rows.Where(row => row.Length > 0).Select(row => Array.FindIndex(row, cell => cell.Length > 0)).DefaultIfEmpty().Min();
    }

    /// <summary>Whether it holds nothing.</summary>
    public bool IsEmpty => _columns == 0;

    /// <summary>Adds a block for each row and caption.</summary>
    public void AddTo(DocumentBuilder document)
    {
        var lone = _rows.ConvertAll(row => row.Count(cell => cell.Length > 0) == 1 && _columns - _firstColumn > 1);
        Repeat(lone);
        var isStart = true; // of a table
        for (var i = 0; i < _rows.Count; i++)
        {
            if (_rows[i].Length == 0)
            {
                isStart = true;
            }
            else if (isStart && lone[i])
            {
                document.Add(BlockKind.Paragraph, Array.Find(_rows[i], cell => cell.Length > 0)!);
            }
            else
            {
                var names = isStart ? RowsOfNames(i) : 1;
                if (names > 1) document.Add(BlockKind.TableHeader, Joined(i, names));
                else document.Add(BlockKind.TableRow, Line(_rows[i]));
                i += names - 1;
                isStart = false;
            }
        }
    }

    /// <summary>Writes the value of each merged cell into all that it covers, but for captions.</summary>
    private void Repeat(List<bool> lone)
    {
        var left = MaxRepeats;
        foreach (var range in _merged)
        {
            if (range.FromRow >= _rows.Count || range.FromColumn >= _rows[range.FromRow].Length) continue;
            var value = _rows[range.FromRow][range.FromColumn];
            for (var r = range.FromRow; r <= Math.Min(range.ToRow, _rows.Count - 1) && !lone[range.FromRow]; r++)
            {
                if (_rows[r].Length == 0) continue;
                var width = Math.Min(range.ToColumn + 1, _columns);
                if (_rows[r].Length < width) _rows[r] = [.. _rows[r], .. Enumerable.Repeat("", width - _rows[r].Length)];
                for (var c = range.FromColumn; c < width; c++)
                {
                    if (--left < 0) return;
                    if (_rows[r][c].Length == 0) _rows[r][c] = value;
                }
            }
        }
    }

    private int RowsOfNames(int first)
    {
        var count = 1;
        while (count < MaxRowsOfNames && _spanning.Contains(first + count - 1) && first + count < _rows.Count && _rows[first + count].Length > 0)
            count++;
        return count;
    }

    /// <summary>Rows of names as one: in each column what they say, the same only once.</summary>
    private string Joined(int first, int count)
    {
        var rows = _rows.GetRange(first, count);
        var names = Enumerable.Range(0, rows.Max(row => row.Length))
            .Select(column => string.Join(' ', rows.Where(row => column < row.Length && row[column].Length > 0).Select(row => row[column]).Distinct()));
        return Line([.. names]);
    }

    private string Line(string[] row) => string.Join(" | ", row.Skip(_firstColumn));
}
