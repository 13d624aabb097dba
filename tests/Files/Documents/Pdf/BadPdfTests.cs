using System.Text;
using Rag.Files.Documents;

namespace Rag.Tests.Files.Documents.Pdf;

public sealed class BadPdfTests
{
    private const string Page = "<</Type/Page/Parent 2 0 R/Resources<</Font<</F1<</Subtype/Type1/BaseFont/Helvetica>>>>>>/Contents 4 0 R>>";
    private static readonly byte[] _content = "BT /F1 10 Tf 50 700 Td (Text.) Tj ET"u8.ToArray();

    [Fact]
    public void A_file_that_is_cut_off_is_refused()
    {
        var pdf = HandwrittenPdf.OfPages("BT /F1 10 Tf 50 700 Td (Text.) Tj ET");

        Assert.Contains("cut off at byte 300", Reading.Refused("a.pdf", pdf[..300]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_format_under_the_ending_is_refused() =>
        Assert.Contains("is no PDF", Reading.Refused("a.pdf", "<html>").Message, StringComparison.Ordinal);

    [Fact]
    public void An_encrypted_file_is_refused() =>
        Assert.Contains("encrypted", Reading.Refused("a.pdf", File(Page, "/Root 1 0 R/Encrypt<</Filter/Standard/V 4>>")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_of_pictures_is_refused_and_says_why() =>
        Assert.Contains("no text on its 1 pages", Reading.Refused("a.pdf", HandwrittenPdf.OfPages("q 100 0 0 100 0 0 cm /Im1 Do Q")).Message, StringComparison.Ordinal);

    [Fact]
    public void Fonts_that_say_nothing_about_their_codes_are_named_as_the_reason() =>
        Assert.Contains("fonts that do not say", Reading.Refused("a.pdf", HandwrittenPdf.OfPage("<</Font<</F1 10 0 R>>>>", "BT /F1 10 Tf <00010002> Tj ET",
            "<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</Subtype/CIDFontType2>>]>>")).Message, StringComparison.Ordinal);

    [Fact]
    public void Damaged_compressed_content_is_refused_with_its_page()
    {
        var deflated = HandwrittenPdf.Deflate(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 500))));
        Array.Fill(deflated, (byte)0xFF, 20, 40);

        Assert.Contains("damaged on page 1", Reading.Refused("a.pdf", File(Page, content: deflated, filter: "/Filter/FlateDecode")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_is_refused_before_it_is_expanded()
    {
        var bomb = HandwrittenPdf.Deflate(HandwrittenPdf.Deflate(new byte[50_000_000]));

        Assert.Contains("expands to more than 1,000,000 bytes", Reading.Refused("a.pdf",
            File(Page, content: bomb, filter: "/Filter[/FlateDecode/FlateDecode]"), new DocumentLimits { MaxExpandedBytes = 1_000_000 }).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]>>")]
    [InlineData("<</Type/Pages/Kids[3 0 R]/Parent 2 0 R>>")]
    [InlineData("<</Type/Pages/Kids 5 0 R>>")]
    public void Cycles_in_the_page_tree_end(string pages)
    {
        var pdf = new HandwrittenPdf();
        pdf.Add("<</Type/Catalog/Pages 2 0 R>>");
        pdf.Add(pages);
        pdf.Add(Page);
        pdf.AddStream("", _content);
        pdf.Add("[3 0 R 5 0 R]");

        Assert.Equal("Text.", Reading.Read("a.pdf", pdf.Build()).Text);
    }

    [Fact]
    public void References_in_a_circle_end()
    {
        var pdf = new HandwrittenPdf();
        pdf.Add("<</Type/Catalog/Pages 2 0 R>>");
        pdf.Add("3 0 R");
        pdf.Add("2 0 R");

        Assert.Contains("damaged PDF", Reading.Refused("a.pdf", pdf.Build()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_chain_of_stream_lengths_ends()
    {
        var pdf = new HandwrittenPdf();
        pdf.Add("<</Type/Catalog/Pages 2 0 R>>");
        pdf.Add("<</Kids[3 0 R]>>");
        pdf.Add(Page);
        pdf.AddStream("", _content);
        for (var i = 5; i < 20_000; i++) pdf.Add($"<</Length {i + 1} 0 R>>stream\nx\nendstream");

        Assert.Equal("Text.", Reading.Read("a.pdf", pdf.Build()).Text);
    }

    [Fact]
    public void Forms_that_show_each_other_end()
    {
        var shows = string.Concat(Enumerable.Repeat("/X Do ", 20));
        var pdf = HandwrittenPdf.OfPage("<</XObject<</X 10 0 R>>/Font<</F1<</Subtype/Type1/BaseFont/Helvetica>>>>>>", "BT /F1 10 Tf 50 700 Td (Text.) Tj ET " + shows,
            PdfReaderTests.Stream("/Subtype/Form", shows));

        Assert.Contains("forms in forms without end", Reading.Refused("a.pdf", pdf).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_cross_reference_table_and_wrong_lengths_do_no_harm()
    {
        var text = Encoding.Latin1.GetString(File(Page));

        var damaged = text.Replace("0000000", "9999999", StringComparison.Ordinal).Replace("/Length 36", "/Length 3", StringComparison.Ordinal);

        Assert.NotEqual(text, damaged);
        Assert.Equal("Text.", Reading.Read("a.pdf", Encoding.Latin1.GetBytes(damaged)).Text);
    }

    private static byte[] File(string page, string trailer = "/Root 1 0 R", byte[]? content = null, string filter = "")
    {
        var pdf = new HandwrittenPdf();
        pdf.Add("<</Type/Catalog/Pages 2 0 R>>");
        pdf.Add("<</Type/Pages/Kids[3 0 R]>>");
        pdf.Add(page);
        pdf.AddStream(filter, content ?? _content);
        return pdf.Build(trailer);
    }
}
