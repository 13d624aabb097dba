using System.Text;

namespace Rag.Files.Documents.Html;

/// <summary>Collects the text of one block: white space collapses to single spaces except where it is to stay.</summary>
internal sealed class InlineText
{
    private readonly StringBuilder _text = new();
    private readonly List<string> _cells = [];
    private bool _isInCell;

    public void Append(string text, bool asIs)
    {
        if (asIs)
        {
            _text.Append(text);
            return;
        }
        foreach (var c in text)
        {
            if (c is not (' ' or '\t' or '\n' or '\r' or '\f')) _text.Append(c);
            else if (_text.Length > 0 && _text[^1] is not (' ' or '\n')) _text.Append(' ');
        }
    }

    public void Break()
    {
        while (_text.Length > 0 && _text[^1] == ' ') _text.Length--;
        _text.Append('\n');
    }

    public void BeginCell()
    {
        if (_isInCell) _cells.Add(TakeCell());
        else _text.Clear();
        _isInCell = true;
    }

    /// <summary>The text of the block, and begins the next.</summary>
    public string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        return text.AsSpan().Trim().IsEmpty ? "" : text.TrimEnd();
    }

    /// <summary>The cells of a table row on one line; nothing if all are empty.</summary>
    public string TakeRow()
    {
        _cells.Add(TakeCell());
        var row = _cells.TrueForAll(cell => cell.Length == 0) ? "" : string.Join(" | ", _cells);
        _cells.Clear();
        _isInCell = false;
        return row;
    }

    /// <summary>The text of the block on one line, and begins the next.</summary>
    public string TakeCell() =>
        string.Join(' ', Take().Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
