using System.Xml.Linq;
using Rag.Files.Documents.Html;

namespace Rag.Files.Documents.OpenDocument;

/// <summary>The text of a paragraph, and what is anchored in it.</summary>
internal sealed class OdfText(OdfStyles styles)
{
    private const int MaxSpaces = 100;

    private readonly InlineText _text = new();

    /// <summary>Notes, comments and text boxes.</summary>
    public List<XElement> Asides { get; } = [];

    public string Read(XElement paragraph)
    {
        Append(paragraph);
        return _text.Take();
    }

    /// <summary>Appends what stands in an element and nothing that is anchored there.</summary>
    public static void AppendPlain(XElement element, InlineText text)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText characters) text.Append(characters.Value, asIs: false);
            else if (node is XElement inner && !IsAside(inner) && !AppendSign(inner, text)) AppendPlain(inner, text);
        }
    }

    private void Append(XElement element)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText characters) _text.Append(characters.Value, asIs: false);
            if (node is not XElement inner || AppendSign(inner, _text) || styles.IsHidden(inner)) continue;
            if (!IsAside(inner))
            {
                Append(inner);
                continue;
            }
            Asides.Add(inner);
            if (inner.Name.LocalName == "note") _text.Append(Mark(inner), asIs: false);
        }
    }

    /// <summary>What stands for a note in the text.</summary>
    public static string Mark(XElement note) => $"[{note.Element(OdfNames.Text + "note-citation")?.Value.Trim()}]";

    private static bool IsAside(XElement element) =>
        element.Name.LocalName is "note" or "annotation" or "frame" or "g"
        || (element.Name.NamespaceName.EndsWith(":drawing:1.0", StringComparison.Ordinal) && element.Name.LocalName != "a");

    /// <summary>Appends what stands for a character or for nothing; false if it is neither.</summary>
    private static bool AppendSign(XElement element, InlineText text)
    {
        switch (element.Name.LocalName)
        {
            case "s":
                text.Append(new string(' ', Math.Clamp(element.Number(OdfNames.Text + "c", 1), 1, MaxSpaces)), asIs: true);
                return true;
            case "tab":
                text.Append("\t", asIs: true);
                return true;
            case "line-break":
                text.Break();
                return true;
            case "ruby-text" or "hidden-text" or "hidden-paragraph" or "script":
                return true;
            default:
                return false;
        }
    }
}
