using System.Collections.Frozen;
using System.Globalization;
using AngleSharp.Dom;

namespace Rag.Files.Documents.Html;

/// <summary>Walks the tree of a page, without recursion, and adds its blocks to a document.</summary>
internal sealed class HtmlWalk(DocumentBuilder document)
{
    private static readonly FrozenSet<string> _blockElements = FrozenSet.Create(
        StringComparer.Ordinal,
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
        "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre",
        "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp", "plaintext",
        "listing");

    private static readonly FrozenSet<string> _preformatted =
        FrozenSet.Create(StringComparer.Ordinal, "pre", "textarea", "xmp", "plaintext", "listing");

    private readonly InlineText _line = new();
    private readonly Dictionary<IElement, int> _itemNumbers = [];
    private IElement? _row;     // the table row that is being read onto one line
    private string? _marker;    // of the list item whose text has not begun
    private int _headingLevel;

    public void Walk(INode root)
    {
        var open = new Stack<(INode Node, int Next)>(); // with the next child: a node looks long for its sibling
        if (Enter(root)) open.Push((root, 0));
        while (open.TryPop(out var top))
        {
            if (top.Next == top.Node.ChildNodes.Length)
            {
                Leave(top.Node);
                continue;
            }
            open.Push((top.Node, top.Next + 1));
            var child = top.Node.ChildNodes[top.Next];
            if (Enter(child)) open.Push((child, 0));
        }
        Flush(BlockKind.Paragraph);
    }

    /// <summary>Begins a node; false if nothing in it is to be read.</summary>
    private bool Enter(INode node)
    {
        if (node is IText text)
        {
            _line.Append(text.Data, IsPreformatted(text.ParentElement));
            return false;
        }
        if (node is not IElement element) return node is IDocument;
        if (HtmlVisibility.IsHidden(element)) return false;
        if (element.LocalName == "br") _line.Break();
        if (element.LocalName == "img" && element.GetAttribute("alt") is { } alternative) _line.Append($" {alternative} ", asIs: false);
        if (IsControl(element)) _line.Append(" ", asIs: false);
        if (!IsBlock(element)) return true;
        if (_row is not null)
        {
            if (element.LocalName is "td" or "th" && element.ParentElement == _row) _line.BeginCell();
            else _line.Append(" ", asIs: false);
            return true;
        }
        Flush(KindOf(element.ParentElement));
        if (element.LocalName == "tr" && !IsLayout(element)) _row = element;
        if (element.LocalName == "li") _marker = Marker(element);
        return true;
    }

    private void Leave(INode node)
    {
        if (node is IElement control && IsControl(control)) _line.Append(" ", asIs: false);
        if (node is not IElement element || !IsBlock(element)) return;
        if (_row is not null && element != _row)
        {
            _line.Append(" ", asIs: false);
            return;
        }
        Flush(KindOf(element));
        if (element == _row) _row = null;
        if (element.LocalName == "li") _marker = null;
    }

    private void Flush(BlockKind kind)
    {
        var text = _row is null ? _line.Take() : _line.TakeRow();
        if (text.Length == 0) return;
        if (_marker is not null && kind == BlockKind.ListItem)
        {
            text = $"{_marker} {text}";
            _marker = null;
        }
        document.Add(kind, text, level: kind == BlockKind.Heading ? _headingLevel : 0);
    }

    /// <summary>What text is that stands directly in an element or in an inline element of it.</summary>
    private BlockKind KindOf(IElement? element)
    {
        for (; element is not null; element = element.ParentElement)
        {
            if (element == _row) return NamesColumns(_row) ? BlockKind.TableHeader : BlockKind.TableRow;
            switch (element.LocalName)
            {
                case ['h', >= '1' and <= '6'] name:
                    _headingLevel = name[1] - '0';
                    return BlockKind.Heading;
                case "li":
                    return BlockKind.ListItem;
                case "pre" or "xmp" or "plaintext" or "listing":
                    return BlockKind.Code;
                case "table" or "blockquote" or "section" or "article":
                    return BlockKind.Paragraph;
            }
        }
        return BlockKind.Paragraph;
    }

    private static bool NamesColumns(IElement row) =>
        row.ParentElement?.LocalName == "thead" || (row.Children.Length > 1 && row.Children.All(cell => cell.LocalName == "th"));

    private static bool IsBlock(IElement element) =>
        _blockElements.Contains(element.LocalName) && !HtmlVisibility.IsInline(element);

    /// <summary>What stands in a box of its own within a line.</summary>
    private static bool IsControl(IElement element) => element.LocalName is "button" or "select" or "textarea";

    private static bool IsPreformatted(IElement? element)
    {
        for (; element is not null; element = element.ParentElement)
        {
            if (_preformatted.Contains(element.LocalName)) return true;
            if (_blockElements.Contains(element.LocalName) && element.LocalName != "div") return false;
        }
        return false;
    }

    /// <summary>Whether a table is used to place whole parts of a page beside each other.</summary>
    private static bool IsLayout(IElement row) =>
        row.QuerySelector("table, h1, h2, h3, h4, h5, h6, ul, ol, pre, p + p") is not null;

    /// <summary>The marker a browser shows: a bullet, or the item's number.</summary>
    private string Marker(IElement item)
    {
        if (item.ParentElement is not { LocalName: "ol" } list) return "•";
        var number = Number(item, "value")
            ?? (_itemNumbers.TryGetValue(list, out var last) ? last + 1 : Number(list, "start") ?? 1);
        _itemNumbers[list] = number;
        return string.Create(CultureInfo.InvariantCulture, $"{number}.");
    }

    private static int? Number(IElement element, string attribute) =>
        int.TryParse(element.GetAttribute(attribute), CultureInfo.InvariantCulture, out var number) ? number : null;
}
