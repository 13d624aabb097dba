using System.Xml;
using Rag.Files.Documents.Archives;

namespace Rag.Files.Documents.OpenDocument;

/// <summary>
/// OpenDocument (ISO/IEC 26300), packed or as one XML: texts with headings, lists, tables, notes and comments as they show with all
/// changes accepted; sheets; presentations with a page for each slide. Charts, formulas, headers and footers are not text.
/// </summary>
internal static class OpenDocumentReader
{
    private const string Format = "OpenDocument";

    public static Document Read(DocumentSource source)
    {
        if (source.Content.AsSpan().StartsWith("PK"u8)) return ReadPacked(source);
        if (!source.Content.AsSpan().TrimStart("\uFEFF \r\n\t"u8).StartsWith("<"u8))
            throw source.Refuse("is no OpenDocument; give it the ending of its format");
        return Read(source, [], source.Content);
    }

    private static Document ReadPacked(DocumentSource source)
    {
        using var archive = new Archive(source, Format);
        if (archive.Read("META-INF/manifest.xml") is { } manifest && manifest.AsSpan().IndexOf("encryption-data"u8) >= 0)
            throw source.Refuse("is an encrypted OpenDocument; save a copy without a password");
        var content = archive.Read("content.xml")
            ?? throw source.Refuse("is an archive without the content of an OpenDocument; give it the ending of its format");
        return Read(source, archive.Read("styles.xml") ?? [], content);
    }

    private static Document Read(DocumentSource source, byte[] styles, byte[] content)
    {
        var document = new DocumentBuilder(source);
        var stream = new OdfStream(document, source);
        if (styles.Length > 0) stream.ReadStyles(Open(styles, "styles.xml", source));
        stream.Read(Open(content, "content.xml", source));
        return document.Build();
    }

    /// <summary>XML that was found to be sound; entities that it declares itself are none of ours.</summary>
    private static XmlReader Open(byte[] xml, string name, DocumentSource source)
    {
        XmlCheck.Run(new MemoryStream(xml), name, Format, source, DtdProcessing.Ignore);
        return XmlReader.Create(new MemoryStream(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
    }
}
