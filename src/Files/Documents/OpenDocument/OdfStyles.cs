using System.Xml.Linq;

namespace Rag.Files.Documents.OpenDocument;

/// <summary>What paragraphs, spans and lists take from their styles.</summary>
internal sealed class OdfStyles
{
    private const int MaxAncestors = 32;

    private readonly Dictionary<string, XElement> _styles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, XElement> _lists = new(StringComparer.Ordinal);

    /// <summary>Adds the styles in an element; those of the document itself come after the common ones and are used before them.</summary>
    public void Add(XElement styles)
    {
        foreach (var style in styles.Elements())
        {
            if ((string?)style.Attribute(OdfNames.Style + "name") is not { } name) continue;
            if (style.Name.LocalName == "style") _styles[name] = style;
            else if (style.Name.LocalName == "list-style") _lists[name] = style;
        }
    }

    /// <summary>Whether a paragraph is the title of the whole document.</summary>
    public bool IsTitle(XElement paragraph) => Chain(paragraph).Contains("Title");

    /// <summary>Whether a part of a text, or a section, does not show.</summary>
    public bool IsHidden(XElement element) =>
        (string?)element.Attribute(OdfNames.Text + "display") == "none"
        || Chain(element).Any(name => _styles.TryGetValue(name, out var style)
            && style.Elements(OdfNames.Style + "text-properties").Any(text => (string?)text.Attribute(OdfNames.Text + "display") == "none"));

    /// <summary>How the items of a list look at a depth, from 1; null if nothing is said of it.</summary>
    public XElement? ListLevel(string? list, int depth) =>
        list is null || !_lists.TryGetValue(list, out var style)
            ? null
            : style.Elements().FirstOrDefault(level => level.Number(OdfNames.Text + "level", 0) == depth);

    private IEnumerable<string> Chain(XElement element)
    {
        var name = (string?)element.Attribute(OdfNames.Text + "style-name");
        for (var i = 0; i < MaxAncestors && name is not null; i++)
        {
            yield return name;
            name = _styles.TryGetValue(name, out var style) ? (string?)style.Attribute(OdfNames.Style + "parent-style-name") : null;
        }
    }
}
