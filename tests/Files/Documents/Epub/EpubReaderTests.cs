using Rag.Files.Documents;
using Rag.Tests.Files.Documents.Archives;

namespace Rag.Tests.Files.Documents.Epub;

public sealed class EpubReaderTests
{
    private const string Container = "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>";

    private const string Package = """
        <package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Tides</dc:title></metadata>
        <manifest><item id="two" href="text/two%20b.xhtml"/><item id="one" href="text/one.xhtml"/><item id="cover" href="cover.xhtml"/><item id="toc" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>
        <spine toc="toc"><itemref idref="cover"/><itemref idref="one"/><itemref idref="two"/><itemref idref="gone"/></spine></package>
        """;

    private const string Contents = """
        <!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd"><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>
        <navPoint><navLabel><text>The second</text></navLabel><content src="text/two%20b.xhtml#start"/></navPoint></navMap></ncx>
        """;

    internal static byte[] Book(params (string, string)[] more) => ArchiveFixture.Create(
        [("mimetype", "application/epub+zip"), ("META-INF/container.xml", Container), ("OEBPS/book.opf", Package), ("OEBPS/toc.ncx", Contents),
            ("OEBPS/text/two b.xhtml", "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title/></head><body><a id=\"start\"/><div class=\"x\"/><p>After it.&#160;Well</p></body></html>"),
            ("OEBPS/text/one.xhtml", "<html><head><title>Tides</title></head><body><h1>The first</h1><p>It began.</p></body></html>"),
            ("OEBPS/cover.xhtml", "<html><body><img src=\"c.png\"/></body></html>"), .. more]);

    [Fact]
    public void Chapters_are_read_in_the_order_of_the_spine_under_the_books_title()
    {
        var document = Reading.Read("a.epub", Book());

        Assert.Equal(
            ["Heading1: Tides", "Heading2: The first", "Paragraph: It began.", "Heading2: The second", "Paragraph: After it.\u00A0Well"],
            document.Blocks());
        Assert.Empty(document.Notes);
    }

    [Fact]
    public void The_contents_of_EPUB_3_name_chapters_too()
    {
        var book = ArchiveFixture.Replace(Book(), "OEBPS/toc.ncx", _ => "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><nav><ol><li><a href=\"text/two%20b.xhtml\">In <b>links</b></a></li></ol></nav></body></html>");

        Assert.Contains("Heading2: In links", Reading.Read("a.epub", book).Blocks());
    }

    [Fact]
    public void Encrypted_chapters_are_counted()
    {
        var book = Book(("META-INF/encryption.xml", "<encryption><EncryptedData><CipherData><CipherReference URI=\"OEBPS/text/one.xhtml\"/></CipherData></EncryptedData></encryption>"));

        var document = Reading.Read("a.epub", book);

        Assert.DoesNotContain("It began.", document.Text, StringComparison.Ordinal);
        Assert.Equal("has chapters that are encrypted or missing: 1", Assert.Single(document.Notes));
    }

    [Fact]
    public void A_chapter_that_cannot_be_read_is_told_and_the_others_stay()
    {
        var book = ArchiveFixture.Replace(Book(), "OEBPS/text/one.xhtml", _ => string.Concat(Enumerable.Repeat("<div>", 1000)));

        var document = Reading.Read("a.epub", book);

        Assert.Contains("After it.", document.Text, StringComparison.Ordinal);
        Assert.Contains("holds OEBPS/text/one.xhtml, which has elements nested deeper", Assert.Single(document.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_damaged_or_no_book_is_refused()
    {
        var book = Book();

        Assert.Contains("cut off", Reading.Refused("a.epub", book[..(book.Length / 2)]).Message, StringComparison.Ordinal);
        Assert.Contains("is no EPUB", Reading.Refused("a.epub", "plain text").Message, StringComparison.Ordinal);
        Assert.Contains("without the list", Reading.Refused("a.epub", ArchiveFixture.Create(("x", "x"))).Message, StringComparison.Ordinal);
        Assert.Contains("book.opf is no XML", Reading.Refused("a.epub", ArchiveFixture.Replace(book, "OEBPS/book.opf", xml => xml[..^9])).Message, StringComparison.Ordinal);
        Assert.Contains("expands to more than", Reading.Refused("a.epub", book, new DocumentLimits { MaxExpandedBytes = 500 }).Message, StringComparison.Ordinal);
    }
}
