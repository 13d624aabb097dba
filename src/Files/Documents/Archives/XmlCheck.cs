using System.Xml;

namespace Rag.Files.Documents.Archives;

/// <summary>Looks through XML before a tree is made of it: that it is XML, and not nested deeply.</summary>
internal static class XmlCheck
{
    /// <param name="part">The XML; it stays open.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="format">The format of the file that it is part of.</param>
    /// <param name="source">The file.</param>
    /// <param name="doctypes">What becomes of document types: prohibited, or passed over with all that they declare.</param>
    /// <exception cref="DocumentException">It is too deep, or no XML.</exception>
    public static void Run(Stream part, string name, string format, DocumentSource source, DtdProcessing doctypes = DtdProcessing.Prohibit)
    {
        try
        {
            using var reader = XmlReader.Create(part, new XmlReaderSettings { DtdProcessing = doctypes, CloseInput = false, XmlResolver = null });
            while (reader.Read())
            {
                if (reader.Depth > source.Limits.MaxDepth)
                    throw source.Refuse($"has XML nested deeper than {source.Limits.MaxDepth:N0} in {name}; save it anew");
            }
        }
        catch (XmlException e)
        {
            var place = $"line {e.LineNumber:N0}, column {e.LinePosition:N0}";
            throw source.Refuse($"is a damaged {format}: {name} is no XML at {place}; open and save it anew", e);
        }
    }
}
