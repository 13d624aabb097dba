using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Rag.Files.Documents.PlainText;

namespace Rag.Files.Documents.Html;

/// <summary>HTML as browsers read it (the WHATWG standard); the text is what shows on the page.</summary>
internal static partial class HtmlReader
{
    private const int BytesSearchedForCharset = 1024;
    private const int MaxElements = 2_000_000;

    private static readonly FrozenSet<string> _void = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr");

    public static Document Read(DocumentSource source) => Read(source, isXml: false, hasTitle: true);

    /// <summary>Reads HTML that is written as XML, in which an element may end where it begins.</summary>
    public static Document ReadXhtml(DocumentSource source) => Read(source, isXml: true, hasTitle: true);

    /// <summary>Reads what a page shows, without its title, as a part of something that has a title of its own.</summary>
    public static Document ReadBody(DocumentSource source, bool isXml) => Read(source, isXml, hasTitle: false);

    private static Document Read(DocumentSource source, bool isXml, bool hasTitle)
    {
        source.RefuseOver(source.Limits.MaxTreeBytes, source.Content.Length, "bytes, which is much for HTML");
        var text = TextDecoder.Decode(source, DeclaredCharset(source.Content));
        var page = Parse(isXml ? WithEndTags(text) : text, source);
        var document = new DocumentBuilder(source);
        var title = hasTitle ? Title(page) : "";
        document.Add(BlockKind.Heading, title, level: 1);
        if (page.DocumentElement is { } root) new HtmlWalk(document).Walk(root);
        var read = document.Build();
        return title.Length > 0 && read.Blocks.Count == 1 ? new Document("", []) : read; // a title without a page
    }

    /// <summary>The page's title, unless a heading of the page says the same.</summary>
    private static string Title(IDocument page)
    {
        var title = page.Title ?? "";
        var headings = page.QuerySelectorAll("h1, h2, h3").Select(heading => heading.TextContent.Trim());
        return headings.Any(heading => heading.Length > 0 && title.Contains(heading, StringComparison.OrdinalIgnoreCase)) ? "" : title;
    }

    /// <summary>
    /// Parses with bounded depth and size: tags left open in each other make the parser's work grow with the square
    /// of their number.
    /// </summary>
    private static IDocument Parse(string text, DocumentSource source)
    {
        IElement? last = null;
        var count = 0;
        var parser = new HtmlParser(new HtmlParserOptions
        {
            OnCreated = (element, _) =>
            {
                source.Cancellation.ThrowIfCancellationRequested();
                source.RefuseOver(MaxElements, ++count, "elements");
                if (Depth(last) > source.Limits.MaxDepth)
                    throw source.Refuse($"has elements nested deeper than {source.Limits.MaxDepth:N0}; close open tags");
                last = element;
            },
        });
        return parser.ParseDocument(text);
    }

    /// <summary>Writes empty elements of XML as HTML has them: with an end tag, unless HTML knows them as empty.</summary>
    private static string WithEndTags(string xml) => EmptyElement().Replace(xml, match =>
        _void.Contains(match.Groups[1].Value) ? match.Value : $"<{match.Groups[1].Value}{match.Groups[2].Value}></{match.Groups[1].Value}>");

    private static int Depth(INode? node)
    {
        var depth = 0;
        for (; node is not null; node = node.Parent) depth++;
        return depth;
    }

    private static string? DeclaredCharset(ReadOnlySpan<byte> content)
    {
        var match = Charset().Match(Encoding.Latin1.GetString(content[..Math.Min(BytesSearchedForCharset, content.Length)]));
        return match.Success ? match.Groups[1].Value : null;
    }

    [GeneratedRegex(@"<([A-Za-z][\w:.-]*)(\s[^<>]*)?/>")]
    private static partial Regex EmptyElement();

    [GeneratedRegex(@"<meta[^>]+charset\s*=\s*[""']?([A-Za-z0-9_:-]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();
}
