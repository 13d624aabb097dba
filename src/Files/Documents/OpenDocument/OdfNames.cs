using System.Xml.Linq;

namespace Rag.Files.Documents.OpenDocument;

/// <summary>The namespaces of OpenDocument that have attributes which are read.</summary>
internal static class OdfNames
{
    public static readonly XNamespace Text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";
    public static readonly XNamespace Table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
    public static readonly XNamespace Style = "urn:oasis:names:tc:opendocument:xmlns:style:1.0";
    public static readonly XNamespace Office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
    public static readonly XNamespace Presentation = "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0";

    /// <summary>An attribute that is a number; <paramref name="otherwise"/> if it is absent or none.</summary>
    public static int Number(this XElement element, XName attribute, int otherwise) =>
        (string?)element.Attribute(attribute) is { } text && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number : otherwise;
}
