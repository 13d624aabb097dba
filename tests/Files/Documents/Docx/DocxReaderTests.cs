using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Rag.Files.Documents;
using Rag.Tests.Files.Documents.Archives;
using Rag.Tests.Files.Documents.Office;

namespace Rag.Tests.Files.Documents.Docx;

public sealed class DocxReaderTests
{
    private const string Main = "word/document.xml";

    [Fact]
    public void Headings_lists_and_tables_are_blocks_of_their_kind()
    {
        var docx = DocxFixture.Create(body =>
        {
            body.Paragraph("By name", "<w:pStyle w:val=\"H1\"/>");
            body.Paragraph("By style of a style", "<w:pStyle w:val=\"Own\"/>");
            body.Paragraph("By outline", "<w:pStyle w:val=\"Outlined\"/>");
            body.Paragraph("By its own outline", "<w:outlineLvl w:val=\"1\"/>");
            body.Paragraph("Plain", "<w:pStyle w:val=\"LoopA\"/>");
            body.Paragraph("One", Item(1, 0));
            body.Paragraph("Inner", Item(1, 1));
            body.Paragraph("Inner again", Item(1, 1));
            body.Paragraph("Two", Item(1, 0));
            body.Paragraph("Inner anew", Item(1, 1));
            body.Paragraph("Bullet", Item(2, 0));
            body.Paragraph("条文", Item(3, 0));
            body.Xml("""
                <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Object</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Year</w:t></w:r></w:p></w:tc></w:tr>
                <w:sdt><w:sdtContent><w:tr><w:tc><w:p><w:r><w:t>Vase</w:t></w:r></w:p><w:p><w:r><w:t>of clay</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:sdtContent></w:sdt>
                <w:tr><w:trPr><w:del w:id="1" w:author="a"/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>
                <w:tbl><w:tr><w:tc><w:p><w:r><w:t>A box</w:t></w:r></w:p><w:p><w:r><w:t>of text</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
                """);
        });

        string[] expected =
            ["Heading1: By name", "Heading1: By style of a style", "Heading3: By outline", "Heading2: By its own outline", "Paragraph: Plain",
                "ListItem: 1. One", "ListItem: 1.i) Inner", "ListItem: 1.ii) Inner again", "ListItem: 2. Two", "ListItem: 2.i) Inner anew",
                "ListItem: • Bullet", "ListItem: 第十一条 条文", "TableRow: Object | Year", "TableRow: Vase of clay |", "Paragraph: A box", "Paragraph: of text"];
        Assert.Equal(expected, Reading.Read("a.docx", docx).Blocks());
    }

    [Fact]
    public void All_headings_stand_under_the_title()
    {
        var docx = DocxFixture.Create(body =>
        {
            body.Paragraph("The whole", "<w:pStyle w:val=\"Title\"/>");
            body.Paragraph("A part", "<w:pStyle w:val=\"H1\"/>");
        });

        Assert.Equal(["Heading1: The whole", "Heading2: A part"], Reading.Read("a.docx", docx).Blocks());
    }

    [Fact]
    public void Only_what_shows_with_all_changes_accepted_is_text()
    {
        var docx = DocxFixture.Create(body => body.Xml("""
            <w:p><w:commentRangeStart w:id="0"/><w:r><w:t xml:space="preserve">Shown </w:t></w:r>
            <w:del w:id="1" w:author="a"><w:r><w:delText>secret</w:delText></w:r></w:del><w:ins w:id="2" w:author="a"><w:r><w:t xml:space="preserve">inserted </w:t></w:r></w:ins>
            <w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Secret"/></w:rPr><w:t>secret</w:t></w:r>
            <w:r><w:rPr><w:rStyle w:val="Secret"/><w:vanish w:val="0"/></w:rPr><w:t xml:space="preserve">seen </w:t></w:r>
            <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>secret</w:instrText></w:r><w:r><w:t>secret</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>
            <w:r><w:t>result</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
            <w:hyperlink><w:r><w:t xml:space="preserve"> link</w:t></w:r></w:hyperlink><w:fldSimple w:instr="secret"><w:r><w:t xml:space="preserve"> simple</w:t></w:r></w:fldSimple>
            <w:moveFrom w:id="3" w:author="a"><w:r><w:t>secret</w:t></w:r></w:moveFrom><w:r><w:t xml:space="preserve"> exam</w:t></w:r><w:r><w:softHyphen/><w:t>ple</w:t><w:noBreakHyphen/><w:t>x</w:t></w:r><w:commentRangeEnd w:id="0"/></w:p>
            """));

        Assert.Equal("Shown inserted seen result link simple example-x", Reading.Read("a.docx", docx).Text);
    }

    [Fact]
    public void Notes_and_text_boxes_follow_the_paragraph_they_hang_on_once()
    {
        var docx = DocxFixture.Create(body => body.Xml("""
            <w:p><w:r><w:t>Text.</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r>
            <w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="9" cy="9"/><wp:docPr id="1" name="secret"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx><w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>
            <mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>
            """));

        Assert.Equal(["Paragraph: Text.[1]", "Paragraph: Boxed.", "Paragraph: [1] The note."], Reading.Read("a.docx", docx).Blocks());
    }

    [Fact]
    public void Headers_footers_and_comments_are_text_once()
    {
        var docx = DocxFixture.Create(
            body => body.Xml("<w:p><w:r><w:t>Body.</w:t></w:r><w:r><w:commentReference w:id=\"4\"/></w:r></w:p>"),
            main =>
            {
                for (var i = 0; i < 2; i++) main.AddNewPart<HeaderPart>().Header = new Header(Lines("Harbour board"));
                main.AddNewPart<FooterPart>().Footer = new Footer(Lines("Printed in Hull"));
                main.AddNewPart<FooterPart>().Footer = new Footer(Lines("12"));
                main.AddNewPart<WordprocessingCommentsPart>().Comments = new Comments(new Comment(Lines("Check this.")) { Id = "4", Author = "Ann" });
            });

        Assert.Equal(
            ["Paragraph: Harbour board", "Paragraph: Body.", "Paragraph: Comment (Ann): Check this.", "Paragraph: Printed in Hull"],
            Reading.Read("a.docx", docx).Blocks());
    }

    [Fact]
    public void A_chart_is_its_title_and_the_table_of_its_values()
    {
        var docx = DocxFixture.Create(
            body => body.Xml("""
                <w:p><w:r><w:t>Text.</w:t></w:r><w:r><w:drawing><wp:inline><wp:extent cx="9" cy="9"/><wp:docPr id="1" name="secret"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="chart"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>
                """),
            main => main.AddNewPart<ChartPart>("chart").ChartSpace = ChartFixture.Create());

        Assert.Equal(
            ["Paragraph: Text.", "Paragraph: Ships by year", "TableRow: | Arrived | Left", "TableRow: 1911 | 12 | 0.3", "TableRow: 1912 | 14 |"],
            Reading.Read("a.docx", docx).Blocks());
    }

    [Theory]
    [InlineData("text/html", "<h2>In HTML</h2><p>Kept.", "Heading2: In HTML|Paragraph: Kept.")]
    [InlineData("text/plain", "Kept as text.", "Paragraph: Kept as text.")]
    public void What_stands_in_a_file_of_another_format_is_text(string type, string content, string blocks)
    {
        var docx = DocxFixture.Create(
            body => body.Xml("<w:altChunk r:id=\"chunk\"/>"),
            main => main.AddAlternativeFormatImportPart(type, "chunk").FeedData(new MemoryStream(Encoding.UTF8.GetBytes(content))));

        Assert.Equal(blocks, string.Join('|', Reading.Read("a.docx", docx).Blocks()));
    }

    [Fact]
    public void A_file_in_a_file_that_cannot_be_read_is_told()
    {
        var docx = DocxFixture.Create(
            body => body.Xml("<w:p><w:r><w:t>Text.</w:t></w:r></w:p><w:altChunk r:id=\"chunk\"/>"),
            main => main.AddAlternativeFormatImportPart("application/pdf", "chunk").FeedData(new MemoryStream("no PDF"u8.ToArray())));

        Assert.StartsWith("holds afchunk.pdf, which is no PDF", Assert.Single(Reading.Read("a.docx", docx).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_pandoc_is_read()
    {
        var blocks = Reading.Read("guide-pandoc.docx", File.ReadAllBytes(Reading.Fixture("guide-pandoc.docx"))).Blocks();

        Assert.Contains("Heading2: Heading one", blocks);
        Assert.Contains("ListItem: a. Nested a", blocks);
        Assert.Contains("TableRow: Vase | 1820", blocks);
    }

    [Fact]
    public void A_file_that_is_cut_off_is_refused()
    {
        var docx = DocxFixture.Create(body => body.Paragraph("Text"));

        Assert.Contains("cut off", Reading.Refused("a.docx", docx[..(docx.Length / 2)]).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%PDF-1.4", "is a PDF")]
    [InlineData("plain text", "is no DOCX")]
    public void Another_format_under_the_ending_is_refused(string content, string reason) =>
        Assert.Contains(reason, Reading.Refused("a.docx", content).Message, StringComparison.Ordinal);

    [Fact]
    public void An_encrypted_file_is_refused() =>
        Assert.Contains("encrypted", Reading.Refused("a.docx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]).Message, StringComparison.Ordinal);

    [Fact]
    public void Any_other_archive_is_refused()
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true)) archive.CreateEntry("readme.txt");

        Assert.Contains("without a text document", Reading.Refused("a.docx", file.ToArray()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_is_refused_whatever_its_directory_says_of_its_size()
    {
        var limits = new DocumentLimits { MaxExpandedBytes = 1_000_000 };
        var bomb = ArchiveFixture.Replace(DocxFixture.Create(body => body.Paragraph("Text")), Main, content => content + new string(' ', 30_000_000));
        var lying = bomb.ToArray();
        foreach (var place in Places(lying, "PK\u0001\u0002")) BitConverter.TryWriteBytes(lying.AsSpan(place + 24), 100u);

        Assert.Contains("expands to more than 1,000,000 bytes", Reading.Refused("a.docx", bomb, limits).Message, StringComparison.Ordinal);
        Assert.Contains("damaged DOCX", Reading.Refused("a.docx", lying, limits).Message, StringComparison.Ordinal);
        foreach (var place in Places(lying, "PK\u0001\u0002")) BitConverter.TryWriteBytes(lying.AsSpan(place + 24), 1u << 30);
        Assert.Contains("expands to more than", Reading.Refused("a.docx", lying).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entities_are_refused()
    {
        var docx = ArchiveFixture.Replace(DocxFixture.Create(body => body.Paragraph("Text")), Main,
            content => "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" + content[(content.IndexOf("?>", StringComparison.Ordinal) + 2)..].Replace("Text", "&b;", StringComparison.Ordinal));

        Assert.Contains("word/document.xml is no XML", Reading.Refused("a.docx", docx).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void XML_nested_too_deeply_is_refused()
    {
        const int depth = 20_000;
        var nested = string.Concat(Enumerable.Repeat("<w:sdt><w:sdtContent>", depth)) + string.Concat(Enumerable.Repeat("</w:sdtContent></w:sdt>", depth));
        var docx = ArchiveFixture.Replace(DocxFixture.Create(body => body.Paragraph("Text")), Main,
            content => content.Replace("<w:body>", "<w:body>" + nested, StringComparison.Ordinal));

        Assert.Contains("nested deeper than 256", Reading.Refused("a.docx", docx).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_is_no_address_does_no_harm()
    {
        var docx = ArchiveFixture.Replace(DocxFixture.Create(body => body.Paragraph("Text")), "word/_rels/document.xml.rels",
            content => content.Replace("</Relationships>",
                "<Relationship Id=\"bad\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink\" Target=\"mailto:a b@@c:\\\" TargetMode=\"External\"/></Relationships>",
                StringComparison.Ordinal));

        Assert.Equal("Text", Reading.Read("a.docx", docx).Text);
    }

    private static Paragraph Lines(string text) => new(new Run(new Text(text)));

    private static string Item(int list, int depth) => $"<w:numPr><w:ilvl w:val=\"{depth}\"/><w:numId w:val=\"{list}\"/></w:numPr>";

    private static IEnumerable<int> Places(byte[] bytes, string signature)
    {
        var wanted = Encoding.Latin1.GetBytes(signature);
        for (var i = 0; i + 30 < bytes.Length; i++)
        {
            if (bytes.AsSpan(i).StartsWith(wanted)) yield return i;
        }
    }
}
