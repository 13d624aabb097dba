using Markdig;
using Markdig.Extensions.Footnotes;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Rag.Files.Documents.PlainText;

namespace Rag.Files.Documents.Markdown;

/// <summary>
/// Markdown as CommonMark 0.31 has it, with pipe tables, footnotes and front matter. The text is the file's own, with spaces for the
/// comments within a line; other comments, link reference definitions and front matter are in no block.
/// </summary>
internal static class MarkdownReader
{
    private const double MaxStepsForLinks = 5e9; // a few seconds

    private static readonly MarkdownPipeline _pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseGridTables().UseFootnotes().UseYamlFrontMatter().UsePreciseSourceLocation().Build();

    public static Document Read(DocumentSource source)
    {
        source.RefuseOver(source.Limits.MaxTreeBytes, source.Content.Length, "bytes, which is much for Markdown");
        var text = TextDecoder.Decode(source);
        source.RefuseOver(source.Limits.MaxMarkdownLines, text.AsSpan().Count('\n'), "lines, which is much for Markdown");
        RefuseTooManyBrackets(text, source);
        MarkdownDocument tree;
        try
        {
            tree = Markdig.Markdown.Parse(text, _pipeline);
        }
        catch (ArgumentException e)
        {
            throw source.Refuse("is nested too deeply for Markdown; remove some of its quote or list levels", e);
        }
        var visible = WithoutComments(text, tree);
        var blocks = new List<Block>();
        Collect(tree, BlockKind.Paragraph, visible, blocks);
        return new Document(visible, WithoutOverlap(blocks));
    }

    /// <summary>The text with spaces in place of comments within a line: the sentence around one goes on, and all places hold.</summary>
    private static string WithoutComments(string text, MarkdownDocument tree)
    {
        var visible = text.ToCharArray();
        foreach (var html in tree.Descendants<HtmlInline>())
        {
            if (html.Tag.StartsWith("<!--", StringComparison.Ordinal)) visible.AsSpan(html.Span.Start, html.Span.Length).Fill(' ');
        }
        return new string(visible);
    }

    /// <summary>
    /// Refuses text on which a parser of links would not come to an end: for each bracket it may look through the whole
    /// paragraph.
    /// </summary>
    private static void RefuseTooManyBrackets(string text, DocumentSource source)
    {
        double steps = 0;
        int brackets = 0, start = 0, number = 0;
        foreach (var line in Line.Split(text))
        {
            number++;
            if (line.IsBlank || text[line.Start] is '|' or '#' || ListMarker.Length(text, line) > 0)
                (brackets, start) = (0, line.LineStart);
            var before = (double)brackets * (line.LineStart - start);
            brackets += text.AsSpan(line.Start, line.End - line.Start).Count('[');
            steps += (double)brackets * (line.End - start) - before;
            if (steps > MaxStepsForLinks)
                throw source.Refuse($"has too many brackets in the paragraph of line {number:N0}; break it up");
        }
    }

    /// <summary>The spans of some broken constructs run into each other; the first of two keeps what both have.</summary>
    private static List<Block> WithoutOverlap(List<Block> blocks)
    {
        blocks.Sort((a, b) => a.Start.CompareTo(b.Start));
        var apart = new List<Block>(blocks.Count);
        var end = 0;
        foreach (var block in blocks)
        {
            if (block.End <= end) continue;
            apart.Add(block.Start < end ? block with { Start = end } : block);
            end = block.End;
        }
        return apart;
    }

    private static void Collect(ContainerBlock container, BlockKind kind, string text, List<Block> blocks)
    {
        foreach (var child in container)
        {
            switch (child)
            {
                case YamlFrontMatterBlock or LinkReferenceDefinitionGroup or LinkReferenceDefinition or ThematicBreakBlock:
                    break;
                case HtmlBlock html:
                    AddHtml(html, text, blocks);
                    break;
                case TableRow row:
                    Add(row.IsHeader ? BlockKind.TableHeader : BlockKind.TableRow, row.Span.Start, row.Span.End + 1, 0, text, blocks);
                    break;
                case ListItemBlock item:
                    CollectItem(item, item.Span.Start, text, blocks);
                    break;
                case Footnote footnote:
                    CollectItem(footnote, LineStart(text, footnote.Span.Start), text, blocks);
                    break;
                case ContainerBlock inner:
                    Collect(inner, kind, text, blocks);
                    break;
                case HeadingBlock heading:
                    Add(BlockKind.Heading, heading.Span.Start, heading.Span.End + 1, heading.Level, text, blocks);
                    break;
                case CodeBlock code:
                    Add(BlockKind.Code, code.Span.Start, code.Span.End + 1, 0, text, blocks);
                    break;
                case LeafBlock leaf:
                    Add(kind, leaf.Span.Start, leaf.Span.End + 1, 0, text, blocks);
                    break;
            }
        }
    }

    /// <summary>The first paragraph of an item takes the item's marker into its span.</summary>
    private static void CollectItem(ContainerBlock item, int markerStart, string text, List<Block> blocks)
    {
        var before = blocks.Count;
        Collect(item, BlockKind.ListItem, text, blocks);
        if (blocks.Count > before && blocks[before] is { Kind: BlockKind.ListItem } first && first.Start > markerStart)
            blocks[before] = first with { Start = markerStart };
    }

    private static int LineStart(string text, int i) => i == 0 ? 0 : text.AsSpan(0, i).LastIndexOfAny('\n', '\r') + 1;

    private static void AddHtml(HtmlBlock html, string text, List<Block> blocks)
    {
        if (html.Type is not (HtmlBlockType.NonInterruptingBlock or HtmlBlockType.InterruptingBlock)) return;
        Add(BlockKind.Paragraph, html.Span.Start, html.Span.End + 1, 0, text, blocks);
    }

    private static void Add(BlockKind kind, int start, int end, int level, string text, List<Block> blocks)
    {
        end = Math.Min(end, text.Length);
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        if (start < end) blocks.Add(new Block(kind, start, end, Level: level));
    }
}
