using Rag.Tests.Files.Documents.Archives;

namespace Rag.Tests.Files.Documents.OpenDocument;

/// <summary>Makes OpenDocument files with the styles that the tests use.</summary>
internal static class OdfFixture
{
    private const string Namespaces =
        "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
        + "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
        + "xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" xmlns:presentation=\"urn:oasis:names:tc:opendocument:xmlns:presentation:1.0\" "
        + "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"";

    private const string Styles = """
        <office:styles><style:style style:name="Title" style:family="paragraph"/>
        <text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style></office:styles>
        """;

    private const string OwnStyles = """
        <office:automatic-styles><style:style style:name="P1" style:parent-style-name="Title"/><style:style style:name="T1"><style:text-properties text:display="none"/></style:style></office:automatic-styles>
        """;

    /// <summary>A file whose body is such an element of the namespace "office".</summary>
    public static byte[] Create(string kind, string content) => ArchiveFixture.Create(
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", "<!DOCTYPE manifest SYSTEM \"Manifest.dtd\"><manifest/>"),
        ("styles.xml", $"<office:document-styles {Namespaces}>{Styles}<office:master-styles><text:p>secret</text:p></office:master-styles></office:document-styles>"),
        ("content.xml", $"<office:document-content {Namespaces}>{OwnStyles}<office:body><office:{kind}>{content}</office:{kind}></office:body></office:document-content>"));

    /// <summary>The same as one XML.</summary>
    public static string CreateFlat(string kind, string content) =>
        $"<?xml version=\"1.0\"?><office:document {Namespaces}>{Styles}{OwnStyles}<office:body><office:{kind}>{content}</office:{kind}></office:body></office:document>";
}
