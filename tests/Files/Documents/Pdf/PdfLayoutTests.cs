namespace Rag.Tests.Files.Documents.Pdf;

public sealed class PdfLayoutTests
{
    private const string Hebrew = "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 65/LastChar 70/Widths[6 6 6 6 6 6]/CharProcs<<>>"
        + "/Encoding<</Differences[65/alef/bet/gimel 68/parenleft/parenright/one]>>/ToUnicode 11 0 R>>";

    [Theory]
    [InlineData("(ABC) Tj", "גבא")] // as it stands, from left to right
    [InlineData("(A) Tj -6 0 Td (B) Tj -6 0 Td (C) Tj", "אבג")] // as it is read, from right to left
    [InlineData("(CBDAE) Tj", "(א)בג")]
    [InlineData("(FFBA) Tj", "אב11")]
    public void Right_to_left_lines_are_read_from_the_right(string operators, string text)
    {
        var pdf = HandwrittenPdf.OfPage("<</Font<</F1 10 0 R>>>>", $"BT /F1 10 Tf 200 700 Td {operators} ET", Hebrew,
            PdfReaderTests.Stream("", "1 begincodespacerange <00> <FF> endcodespacerange 6 beginbfchar <41> <05D0> <42> <05D1> <43> <05D2> <44> <0028> <45> <0029> <46> <0031> endbfchar"));

        Assert.Equal(text, Reading.Read("a.pdf", pdf).Text);
    }

    [Fact]
    public void A_note_typed_over_the_page_shows_and_a_hidden_one_does_not()
    {
        var pdf = new HandwrittenPdf();
        pdf.Add("<</Type/Catalog/Pages 2 0 R>>");
        pdf.Add("<</Type/Pages/Count 1/Kids[3 0 R]>>");
        pdf.Add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Annots[<</Subtype/FreeText/Contents(Seen)/Rect[50 700 90 712]>><</Subtype/FreeText/Contents(Hidden)/F 2/Rect[50 600 90 612]>>]>>");

        Assert.Equal("Seen", Reading.Read("a.pdf", pdf.Build()).Text);
    }

    [Fact]
    public void A_page_that_cannot_be_read_is_named_and_the_others_stay()
    {
        var pdf = new HandwrittenPdf();
        pdf.Add("<</Type/Catalog/Pages 2 0 R>>");
        pdf.Add("<</Type/Pages/Count 2/MediaBox[0 0 600 800]/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>/Kids[3 0 R 4 0 R]>>");
        pdf.Add("<</Type/Page/Parent 2 0 R/Contents 9 0 R>>");
        pdf.Add("<</Type/Page/Parent 2 0 R/Contents 5 0 R>>");
        pdf.AddStream("", "BT /F1 10 Tf 50 700 Td (Whole.) Tj ET"u8.ToArray());

        var document = Reading.Read("a.pdf", pdf.Build());

        Assert.Equal("Whole.", document.Text);
        Assert.Contains("page 1", Assert.Single(document.Notes), StringComparison.Ordinal);
    }
}
