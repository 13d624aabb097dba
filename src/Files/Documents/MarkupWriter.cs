namespace Rag.Files.Documents;

/// <summary>
/// Adds the blocks of a marked-up text to a document. What leads a text without being one - a bullet, a term, "Note:" - waits for it.
/// </summary>
internal sealed class MarkupWriter(DocumentBuilder document)
{
    private string _lead = "";
    private BlockKind _leadKind;

    /// <summary>Whether something waits for the text it leads.</summary>
    public bool HasLead => _lead.Length > 0;

    /// <summary>Puts a text in front of the next paragraph or item, which becomes an item if the lead is one's.</summary>
    public void Lead(string text, BlockKind kind)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        if (!HasLead || kind == BlockKind.ListItem) _leadKind = kind;
        _lead = HasLead ? $"{_lead} {text}" : text;
    }

    public void Add(BlockKind kind, string text, int level = 0)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        if (HasLead && kind is BlockKind.Paragraph or BlockKind.ListItem)
        {
            text = $"{_lead} {text}";
            if (_leadKind == BlockKind.ListItem) kind = BlockKind.ListItem;
            _lead = "";
        }
        EndLead();
        document.Add(kind, text, level: level);
    }

    /// <summary>Adds a table's row, its cells on one line.</summary>
    public void AddRow(IEnumerable<string> cells, bool namesColumns)
    {
        var row = cells.Select(OnOneLine).ToList();
        if (row.Exists(cell => cell.Length > 0)) Add(namesColumns ? BlockKind.TableHeader : BlockKind.TableRow, string.Join(" | ", row));
    }

    /// <summary>Adds what still waits for a text, if it says anything.</summary>
    public void EndLead()
    {
        if (_lead.Any(char.IsLetter)) document.Add(_leadKind, _lead);
        _lead = "";
    }

    /// <summary>The words of a text with single spaces between.</summary>
    public static string OnOneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
