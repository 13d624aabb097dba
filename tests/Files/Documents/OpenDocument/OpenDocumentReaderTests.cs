using Rag.Files.Documents;
using Rag.Tests.Files.Documents.Archives;

namespace Rag.Tests.Files.Documents.OpenDocument;

public sealed class OpenDocumentReaderTests
{
    internal const string Text = """
        <text:tracked-changes><text:p>secret</text:p></text:tracked-changes>
        <text:p text:style-name="P1">The whole</text:p><text:h text:outline-level="1">A part</text:h>
        <text:section><text:p>Plain  text<text:s text:c="2"/>with<text:tab/>signs<text:line-break/><text:span text:style-name="T1">secret</text:span><text:a>link</text:a></text:p></text:section>
        <text:list text:style-name="L"><text:list-item><text:p>One</text:p><text:list><text:list-item><text:p>Inner</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>Two</text:p><text:p>Two again</text:p></text:list-item></text:list>
        <text:list><text:list-item><text:p>Bullet</text:p></text:list-item></text:list>
        <table:table><table:table-column/><table:table-header-rows><table:table-row><table:table-cell><text:p>Object</text:p></table:table-cell><table:table-cell><text:p>Year</text:p></table:table-cell></table:table-row></table:table-header-rows>
        <table:table-row><table:table-cell><text:p>Vase</text:p><text:p>of clay</text:p></table:table-cell><table:table-cell/></table:table-row></table:table>
        """;

    internal const string Sheets = """
        <table:table table:name="Finds"><table:table-column/>
        <table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Hull</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>Date</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell><text:p>Object</text:p></table:table-cell><table:table-cell><text:p>Share</text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell><text:p>Vase</text:p></table:table-cell><table:table-cell office:value-type="percentage" office:value="0.07"><text:p>7,00 %</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="1820-03-01"><text:p>1.3.1820</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
        <table:table table:name="Empty"/><table:table table:name="Next"><table:table-row><table:table-cell office:value-type="float" office:value="1234.5"><text:p>1.234,50</text:p></table:table-cell></table:table-row></table:table>
        """;

    private static readonly string[] _blocks =
        ["Heading1: The whole", "Heading2: A part", "Paragraph: Plain text  with\tsigns\nlink", "ListItem: 1. One", "ListItem: a) Inner", "ListItem: 2. Two", "ListItem: Two again",
            "ListItem: • Bullet", "TableRow: Object | Year", "TableRow: Vase of clay |"];

    [Fact]
    public void Headings_lists_and_tables_are_blocks_of_their_kind() => Assert.Equal(_blocks, Reading.Read("a.odt", OdfFixture.Create("text", Text)).Blocks());

    [Fact]
    public void A_file_of_one_XML_is_read_like_a_packed_one() => Assert.Equal(_blocks, Reading.Read("a.fodt", OdfFixture.CreateFlat("text", Text)).Blocks());

    [Fact]
    public void Notes_comments_and_text_boxes_follow_the_paragraph_they_hang_on()
    {
        var odt = OdfFixture.Create("text", """
            <text:p>Text.<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>The note.</text:p></text:note-body></text:note><office:annotation><dc:creator>Ann</dc:creator><text:p>Check this.</text:p></office:annotation>
            <draw:frame><draw:text-box><text:p>Boxed.</text:p></draw:text-box></draw:frame></text:p>
            """);

        Assert.Equal(["Paragraph: Text.[1]", "Paragraph: [1] The note.", "Paragraph: Comment (Ann): Check this.", "Paragraph: Boxed."], Reading.Read("a.odt", odt).Blocks());
    }

    [Fact]
    public void A_sheet_is_a_heading_and_its_rows()
    {
        Assert.Equal(
            ["Heading1: Finds", "TableHeader: Hull Object | Hull Share | Date", "TableRow: Vase | 7% | 1820-03-01", "Heading1: Next", "TableRow: 1234.5"],
            Reading.Read("a.ods", OdfFixture.Create("spreadsheet", Sheets)).Blocks());
    }

    [Fact]
    public void A_slide_is_a_page()
    {
        var odp = OdfFixture.Create("presentation", """
            <draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>Tides</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box><text:list><text:list-item><text:p>Point</text:p></text:list-item></text:list></draw:text-box></draw:frame>
            <presentation:notes><draw:frame><draw:text-box><text:p>Say more.</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>
            <draw:page><draw:custom-shape><text:p>Next</text:p></draw:custom-shape></draw:page>
            """);

        Assert.Equal(
            ["Heading2 p1: Tides", "ListItem p1: • Point", "Paragraph p1: Notes: Say more.", "Paragraph p2: Next"],
            Reading.Read("a.odp", odp).Blocks());
    }

    [Fact]
    public void A_file_that_is_damaged_or_encrypted_is_refused()
    {
        var odt = OdfFixture.Create("text", Text);

        Assert.Contains("cut off", Reading.Refused("a.odt", odt[..(odt.Length / 2)]).Message, StringComparison.Ordinal);
        Assert.Contains("content.xml is no XML", Reading.Refused("a.odt", ArchiveFixture.Replace(odt, "content.xml", xml => xml[..^9])).Message, StringComparison.Ordinal);
        Assert.Contains("nested deeper", Reading.Refused("a.fodt", OdfFixture.CreateFlat("text", string.Concat(Enumerable.Repeat("<text:section>", 300)) + string.Concat(Enumerable.Repeat("</text:section>", 300)))).Message, StringComparison.Ordinal);
        Assert.Contains("is no XML", Reading.Refused("a.fodt", "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><x>&a;</x>").Message, StringComparison.Ordinal);
        Assert.Contains("encrypted", Reading.Refused("a.odt", ArchiveFixture.Create(("META-INF/manifest.xml", "<m:encryption-data/>"), ("content.xml", "x"))).Message, StringComparison.Ordinal);
        Assert.Contains("without the content", Reading.Refused("a.odt", ArchiveFixture.Create(("x", "x"))).Message, StringComparison.Ordinal);
        Assert.Contains("is no OpenDocument", Reading.Refused("a.odt", "plain text").Message, StringComparison.Ordinal);
        Assert.Contains("expands to more than", Reading.Refused("a.odt", odt, new DocumentLimits { MaxExpandedBytes = 1000 }).Message, StringComparison.Ordinal);
    }
}
