using DocumentFormat.OpenXml.Packaging;
using Rag.Files.Documents;
using Rag.Tests.Files.Documents.Archives;
using Rag.Tests.Files.Documents.Office;

namespace Rag.Tests.Files.Documents.Pptx;

public sealed class PptxReaderTests
{
    private const string Title = "<p:ph type=\"title\"/>", Body = "<p:ph type=\"body\" idx=\"1\"/>";

    [Fact]
    public void A_slide_is_a_page_with_its_title_its_points_and_its_notes()
    {
        using var deck = new PptxFixture();
        deck.Slide(PptxFixture.Shape("Tides of the harbour", "<p:ph type=\"ctrTitle\"/>"));
        deck.Slide(
            PptxFixture.Shape(
                "<a:p><a:r><a:t>First </a:t></a:r><a:r><a:t>point</a:t></a:r></a:p><a:p><a:pPr><a:buNone/></a:pPr><a:r><a:t>Plain</a:t></a:r></a:p>"
                + "<a:p><a:pPr><a:buAutoNum type=\"alphaLcParenR\"/></a:pPr><a:r><a:t>One</a:t></a:r></a:p><a:p><a:pPr><a:buAutoNum type=\"alphaLcParenR\"/></a:pPr><a:r><a:t>Two</a:t></a:r></a:p>", Body)
            + PptxFixture.Shape("3", "<p:ph type=\"sldNum\"/>") + PptxFixture.Shape("Gauges", Title),
            notes: "Mention the repair of 1911.");

        Assert.Equal(
            ["Heading1 p1: Tides of the harbour", "Heading2 p2: Gauges", "ListItem p2: • First point", "Paragraph p2: Plain", "ListItem p2: a) One", "ListItem p2: b) Two",
                "Paragraph p2: Notes: Mention the repair of 1911."],
            Reading.Read("a.pptx", deck.ToArray()).Blocks());
    }

    [Fact]
    public void Shapes_are_read_from_top_to_bottom_and_from_left_to_right()
    {
        using var deck = new PptxFixture();
        deck.Slide(
            PptxFixture.Shape("Last", x: 0, y: 600) + PptxFixture.Shape("Right", x: 500, y: 190) + PptxFixture.Shape("Left", Body)
            + $"<p:grpSp><p:nvGrpSpPr/><p:grpSpPr><a:xfrm><a:off x=\"0\" y=\"120\"/><a:ext cx=\"9\" cy=\"50\"/></a:xfrm></p:grpSpPr>{PptxFixture.Shape("Grouped", x: 7, y: 9000)}</p:grpSp>");

        Assert.Equal(
            ["Paragraph p1: Grouped", "ListItem p1: • Left", "Paragraph p1: Right", "Paragraph p1: Last"],
            Reading.Read("a.pptx", deck.ToArray()).Blocks());
    }

    [Fact]
    public void Tables_are_rows_and_charts_their_values()
    {
        using var deck = new PptxFixture();
        var slide = deck.Slide(
            Frame(1, "<a:tbl><a:tr h=\"1\">" + Cell("Object") + Cell("Year") + "</a:tr><a:tr h=\"1\">" + Cell("Vase") + Cell("1820") + "</a:tr></a:tbl>")
            + Frame(900, "<c:chart r:id=\"chart\"/>"));
        slide.AddNewPart<ChartPart>("chart").ChartSpace = ChartFixture.Create();

        Assert.Equal(
            ["TableRow p1: Object | Year", "TableRow p1: Vase | 1820", "Paragraph p1: Ships by year", "TableRow p1: | Arrived | Left", "TableRow p1: 1911 | 12 | 0.3",
                "TableRow p1: 1912 | 14 |"],
            Reading.Read("a.pptx", deck.ToArray()).Blocks());
    }

    [Fact]
    public void A_hidden_slide_is_read_and_named()
    {
        using var deck = new PptxFixture();
        deck.Slide(PptxFixture.Shape("Shown", Title));
        deck.Slide(PptxFixture.Shape("Not shown", Title), "show=\"0\"");

        var document = Reading.Read("a.pptx", deck.ToArray());

        Assert.Equal(["Heading2 p1: Shown", "Heading2 p2: Not shown"], document.Blocks());
        Assert.Equal("has hidden slides, which are read like the others: 2", Assert.Single(document.Notes));
    }

    [Fact]
    public void A_damaged_file_is_refused()
    {
        using var deck = new PptxFixture();
        deck.Slide(PptxFixture.Shape("Text", Title));
        var pptx = deck.ToArray();

        Assert.Contains("cut off", Reading.Refused("a.pptx", pptx[..(pptx.Length / 2)]).Message, StringComparison.Ordinal);
        Assert.Contains("is no XML", Reading.Refused("a.pptx", ArchiveFixture.Replace(pptx, "ppt/slides/slide1.xml", xml => xml[..^9])).Message, StringComparison.Ordinal);
        Assert.Contains("is no PPTX", Reading.Refused("a.pptx", "plain text").Message, StringComparison.Ordinal);
        Assert.Contains("without a password", Reading.Refused("a.pptx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_is_refused()
    {
        using var deck = new PptxFixture();
        deck.Slide(PptxFixture.Shape(new string('x', 2_000_000), Title));

        Assert.Contains("expands to more than", Reading.Refused("a.pptx", deck.ToArray(), new DocumentLimits { MaxExpandedBytes = 1_000_000 }).Message, StringComparison.Ordinal);
    }

    private static string Frame(int y, string content) =>
        $"<p:graphicFrame><p:nvGraphicFramePr/><p:xfrm><a:off x=\"0\" y=\"{y}\"/><a:ext cx=\"9\" cy=\"9\"/></p:xfrm><a:graphic><a:graphicData uri=\"x\">{content}</a:graphicData></a:graphic></p:graphicFrame>";

    private static string Cell(string text) => $"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>";
}
