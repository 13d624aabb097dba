using System.Text.RegularExpressions;
using Rag.Files.Documents.PlainText;

namespace Rag.Files.Documents.Rst;

/// <summary>
/// reStructuredText as docutils and Sphinx read it; the text is what shows on the page. What is written elsewhere - code that is
/// documented by its own comments, included files - is not looked for.
/// </summary>
internal static partial class RstReader
{
    public static Document Read(DocumentSource source)
    {
        var lines = new RstLines(TextDecoder.Decode(source));
        var document = new DocumentBuilder(source);
        var writer = new MarkupWriter(document);
        new RstWalk(lines, new RstInline(Substitutions(lines)), writer, source.Cancellation).Walk(0, lines.Count, BlockKind.Paragraph);
        writer.EndLead();
        return document.Build();
    }

    /// <summary>What stands for a name between bars; a picture or a date stands for nothing.</summary>
    private static Dictionary<string, string> Substitutions(RstLines lines)
    {
        var texts = new Dictionary<string, string>();
        var inline = new RstInline(new Dictionary<string, string>()); // one that names another would have no end
        for (var i = 0; i < lines.Count; i++)
        {
            if (Definition().Match(lines[i]) is not { Success: true } match) continue;
            var text = match.Groups["text"].Value + " " + lines.Joined(i + 1, lines.EndOfIndented(i + 1, lines.Count, lines.Indent(i)));
            texts[match.Groups["name"].Value] = match.Groups["kind"].Value is "replace" or "unicode" ? inline.Read(text.Trim()) : "";
        }
        return texts;
    }

    [GeneratedRegex(@"^\.\. +\|(?<name>[^|]+)\| +(?<kind>[a-z-]+)::(?<text>.*)$")]
    private static partial Regex Definition();
}
