using System.Text;

namespace Rag.Encoders.Text.Documents;

/// <summary>
/// Puts the visible text of an extracted format together: a blank line between paragraphs, a newline between the items
/// of a list or the rows of a table.
/// </summary>
internal sealed class DocumentBuilder(DocumentSource source)
{
    private readonly StringBuilder _text = new();
    private readonly List<Block> _blocks = [];
    private bool _lastHasLines;

    public bool IsEmpty => _blocks.Count == 0;

    /// <summary>Adds a block; one without anything visible is left out.</summary>
    public void Add(BlockKind kind, string text, int? page = null, int level = 0)
    {
        text = Visible(text);
        if (text.Length == 0) return;
        var hasLines = text.Contains('\n');
        if (_blocks.Count > 0)
        {
            var isNextRow = kind == _blocks[^1].Kind && kind is not (BlockKind.Paragraph or BlockKind.Heading)
                && !hasLines && !_lastHasLines;
            _text.Append(isNextRow ? "\n" : "\n\n");
        }
        Append(kind, text, page, level);
        _lastHasLines = hasLines;
    }

    /// <summary>Adds the rest of the last paragraph, from the next page.</summary>
    public void Continue(string text, int page)
    {
        text = Visible(text);
        if (text.Length == 0) return;
        _text.Append(' ');
        Append(BlockKind.Paragraph, text, page, 0);
    }

    /// <summary>Throws if the text would exceed <see cref="DocumentLimits.MaxExpandedBytes"/> with this many characters more.</summary>
    public void RefuseLongerThanAllowed(int more)
    {
        if ((_text.Length + (long)more) * sizeof(char) > source.Limits.MaxExpandedBytes)
            throw source.Refuse($"has more than {source.Limits.MaxExpandedBytes / sizeof(char):N0} characters of text; split it into smaller files");
    }

    public Document Build() => new(_text.ToString(), _blocks);

    private void Append(BlockKind kind, string text, int? page, int level)
    {
        RefuseLongerThanAllowed(text.Length);
        source.Cancellation.ThrowIfCancellationRequested();
        _blocks.Add(new Block(kind, _text.Length, _text.Length + text.Length, page, level));
        _text.Append(text);
    }

    /// <summary>Without what never shows: soft hyphens, zero-width and control characters, white space at the ends.</summary>
    private static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\u00AD' or '\u200B' or '\uFEFF' || (char.IsControl(c) && c is not ('\n' or '\t'))) continue;
            visible.Append(c);
        }
        return visible.ToString().Trim('\n', '\r').TrimEnd() is var trimmed && trimmed.AsSpan().Trim().IsEmpty ? "" : trimmed;
    }
}
