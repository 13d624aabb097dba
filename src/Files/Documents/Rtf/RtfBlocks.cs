using System.Globalization;
using System.Text;

namespace Rag.Files.Documents.Rtf;

/// <summary>Makes blocks of the paragraphs and cells of an RTF file, and keeps what hangs on them until they end.</summary>
internal sealed class RtfBlocks(DocumentBuilder document)
{
    private const int Depths = 9; // of headings; the next is body text

    private readonly Dictionary<int, int> _outlines = []; // of styles
    private readonly List<string> _cells = [];
    private readonly List<string> _asides = [];
    private readonly HashSet<string> _running = new(StringComparer.Ordinal);
    private readonly List<string> _footers = [];
    private string _marker = "";
    private int _notes;

    /// <summary>The text of the paragraph in hand.</summary>
    public StringBuilder Text { get; } = new();

    public void DefineStyle(int style, int outline) => _outlines.TryAdd(style, outline);

    /// <summary>The mark of the next note.</summary>
    public string NextMark() => string.Create(CultureInfo.InvariantCulture, $"[{++_notes}]");

    public void EndParagraph(RtfState state)
    {
        if (state.IsInTable)
        {
            Text.Append(' ');
            return;
        }
        var text = Take();
        var level = (state.Outline ?? _outlines.GetValueOrDefault(state.Style, Depths)) is var outline and >= 0 and < Depths ? Math.Min(outline + 1, 6) : 0;
        var marker = _marker;
        _marker = "";
        if (text.Length > 0 && marker.Length > 0) text = $"{marker} {text}";
        document.Add(level > 0 ? BlockKind.Heading : marker.Length > 0 ? BlockKind.ListItem : BlockKind.Paragraph, text, level: level);
        AddAsides();
    }

    public void EndCell()
    {
        var text = $"{_marker} {Take()}";
        _marker = "";
        _cells.Add(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    public void EndRow()
    {
        if (_cells.Exists(cell => cell.Length > 0))
            document.Add(_cells.Count == 1 ? BlockKind.Paragraph : BlockKind.TableRow, string.Join(" | ", _cells));
        _cells.Clear();
        AddAsides();
    }

    /// <summary>Takes the text of a group that is no part of the running text.</summary>
    public void Deliver(RtfDestination destination, string text)
    {
        text = text.Trim();
        switch (destination)
        {
            case RtfDestination.Marker:
                _marker = text.Length == 0 || text.Any(char.IsDigit) || text.Count(char.IsLetter) is var letters && letters > 0 && text.Length > 1
                    ? text : "•"; // a lone sign is one of a symbol font
                break;
            case RtfDestination.Header when text.Length > 0 && _running.Add(text):
                document.Add(BlockKind.Paragraph, text);
                break;
            case RtfDestination.Footer when text.Any(char.IsLetter) && _running.Add(text):
                _footers.Add(text);
                break;
            case RtfDestination.Comment when text.Length > 0:
                _asides.Add($"Comment: {text}");
                break;
            case RtfDestination.Note or RtfDestination.TextBox when text.Length > 0:
                _asides.Add(text);
                break;
        }
    }

    public void End(RtfState state)
    {
        if (_cells.Count > 0 || state.IsInTable)
        {
            EndCell();
            EndRow();
        }
        EndParagraph(state);
        foreach (var footer in _footers) document.Add(BlockKind.Paragraph, footer);
    }

    private void AddAsides()
    {
        foreach (var aside in _asides) document.Add(BlockKind.Paragraph, aside);
        _asides.Clear();
    }

    /// <summary>The paragraph; half a surrogate pair is none of its characters.</summary>
    private string Take()
    {
        var text = string.Concat(Text.ToString().EnumerateRunes());
        Text.Clear();
        return text.Trim(' ');
    }
}
