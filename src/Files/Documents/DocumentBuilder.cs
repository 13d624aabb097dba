using System.Text;

namespace Rag.Files.Documents;

/// <summary>
/// Puts the visible text of an extracted format together: a blank line between paragraphs, a newline between the items
/// of a list or the rows of a table.
/// </summary>
internal sealed class DocumentBuilder(DocumentSource source)
{
    private readonly StringBuilder _text = new();
    private readonly List<Block> _blocks = [];
    private bool _lastHasLines;

    /// <summary>Adds a block; one without anything visible is left out.</summary>
    public void Add(BlockKind kind, string text, int? page = null, int level = 0)
    {
        text = Visible(text);
        if (text.Length == 0) return;
        var hasLines = text.Contains('\n');
        if (_blocks.Count > 0)
        {
            var isNextRow = (kind == _blocks[^1].Kind || (_blocks[^1].Kind, kind) == (BlockKind.TableHeader, BlockKind.TableRow))
                && kind is not (BlockKind.Paragraph or BlockKind.Heading) && !hasLines && !_lastHasLines;
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
        if (!Cjk.IsUnspaced(text[0]) && !Cjk.IsUnspaced(_text[^1])) _text.Append(' ');
        Append(BlockKind.Paragraph, text, page, 0);
    }

    /// <summary>Adds the blocks of a document that is part of this one.</summary>
    /// <param name="part">What was read of it.</param>
    /// <param name="under">The level of the heading that its headings stand under; 0 for none.</param>
    public void Add(Document part, int under = 0)
    {
        Block? last = null;
        foreach (var block in part.Blocks)
        {
            var text = part.Text[block.Start..block.End];
            if (last?.Kind == BlockKind.Paragraph && block is { Kind: BlockKind.Paragraph, Page: { } page } && page != last.Page
                && block.Start <= last.End + 1)
            {
                Continue(text, page);
            }
            else
            {
                Add(block.Kind, text, block.Page, block.Level > 0 ? Math.Min(block.Level + under, 6) : 0);
            }
            last = block;
        }
    }

    /// <summary>Throws if with so many characters more the text exceeds what a document may expand to.</summary>
    public void RefuseLongerThanAllowed(int more) =>
        source.RefuseOver(source.Limits.MaxExpandedBytes / sizeof(char), _text.Length + (long)more, "characters of text");

    public Document Build() => new(_text.ToString(), _blocks);

    private void Append(BlockKind kind, string text, int? page, int level)
    {
        RefuseLongerThanAllowed(text.Length);
        source.Cancellation.ThrowIfCancellationRequested();
        _blocks.Add(new Block(kind, _text.Length, _text.Length + text.Length, page, level));
        _text.Append(text);
    }

    /// <summary>Without what never shows: soft hyphens, zero-width and control characters, space at the ends.</summary>
    private static string Visible(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\u00AD' or '\u200B' or '\uFEFF' || (char.IsControl(c) && c is not ('\n' or '\t'))) continue;
            visible.Append(c);
        }
        return string.IsNullOrWhiteSpace(visible.ToString()) ? "" : visible.ToString().TrimStart('\n').TrimEnd();
    }
}
