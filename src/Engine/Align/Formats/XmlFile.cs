using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Rag.Engine.Align.Formats;

/// <summary>Writes XML as text.</summary>
internal static class XmlFile
{
    /// <summary>The document with its declaration, indented, and with the end of a line at its end.</summary>
    /// <param name="keepsSpaces">Whether white space between elements matters, so that there is no indentation.</param>
    public static string Write(XElement root, bool keepsSpaces = false)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, Indent = !keepsSpaces, NewLineChars = "\n" };
        using (var writer = XmlWriter.Create(text, settings)) root.WriteTo(writer);
        return text.Append('\n').ToString();
    }

    /// <summary>A text without the characters that XML cannot hold: controls and halves of pairs.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) clean.Append(text, i++, 2);
            else clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
        }
        return clean.ToString();
    }
}
