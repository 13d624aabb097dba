using System.Text;

namespace Rag.Tests.Files.Documents.Pdf;

public sealed class PdfReaderTests
{
    [Fact]
    public void Paragraphs_headings_and_pages_are_told_by_where_and_how_large_text_is()
    {
        var document = Reading.Read("a.pdf", HandwrittenPdf.OfPages(
            """
            BT /F2 20 Tf 50 750 Td (The Tide House) Tj ET
            BT /F1 10 Tf 12 TL 50 710 Td (The museum keeps forty-two clocks, of which thirty-six go, more or less) Tj
            T* (as they please. The others are right twice a day, which is more than) Tj T* (can be said of most.) Tj ET
            BT /F1 10 Tf 50 660 Td (A second paragraph stands apart.) Tj ET
            BT /F2 10 Tf 50 630 Td (A bold line) Tj /F1 10 Tf 0 -14 Td (Text under it.) Tj ET
            """,
            "BT /F1 10 Tf 50 700 Td (On the second page.) Tj ET"));

        Assert.Equal(
            ["Heading1 p1: The Tide House",
                "Paragraph p1: The museum keeps forty-two clocks, of which thirty-six go, more or less as they please. The others are right twice a day, which is more than can be said of most.",
                "Paragraph p1: A second paragraph stands apart.", "Heading2 p1: A bold line", "Paragraph p1: Text under it.",
                "Paragraph p2: On the second page."],
            document.Blocks());
    }

    [Theory]
    [InlineData("[(Spaces) -300 (as) -300 (gaps)] TJ", "Spaces as gaps")]
    [InlineData("[(Ker) 40 (ning is) -20 ( no) 30 ( gap)] TJ", "Kerning is no gap")]
    [InlineData("(Caf\\351 \\(open\\) \\200 5 \\\nnext) Tj", "Café (open) € 5 next")]
    [InlineData("<48656C6C6F> Tj", "Hello")]
    [InlineData("(One) Tj 30 0 Td (two) Tj", "One two")]
    [InlineData("5 Ts (up) Tj 0 Ts ( and down) Tj", "up and down")]
    [InlineData("(bold) Tj ET BT /F1 10 Tf 50.3 700 Td (bold) Tj", "bold")]
    [InlineData("3 Tr (invisible, as under a scan) Tj", "invisible, as under a scan")]
    [InlineData("/Artifact <</Type/Pagination>> BDC (Page 3) Tj EMC /P <</MCID 0>> BDC ( text) Tj EMC", "text")]
    [InlineData("(before) Tj ET BI /W 2 /H 2 /BPC 8 /CS /G ID \u0001EI\u0002( EI BT /F1 10 Tf 84 700 Td (after) Tj", "before after")]
    public void Strings_are_shown_as_the_operators_say(string operators, string text) =>
        Assert.Equal(text, Reading.Read("a.pdf", HandwrittenPdf.OfPages($"BT /F1 10 Tf 50 700 Td {operators} ET")).Text);

    [Fact]
    public void Words_divided_at_a_line_end_are_joined_but_compounds_keep_their_hyphen()
    {
        var document = Reading.Read("a.pdf", HandwrittenPdf.OfPages("""
            BT /F1 10 Tf 12 TL 50 700 Td (The harbour commis-) Tj T* (sioners counted twenty-) Tj T* (four boats. Of twenty and four,) Tj
            T* (none was theirs, it seemed.) Tj ET
            """));

        Assert.Equal("The harbour commissioners counted twenty-four boats. Of twenty and four, none was theirs, it seemed.", document.Text);
    }

    [Fact]
    public void Cells_beside_each_other_are_a_row()
    {
        var document = Reading.Read("a.pdf", HandwrittenPdf.OfPages("""
            BT /F1 10 Tf 50 700 Td (Object) Tj 150 0 Td (Year) Tj ET
            BT /F1 10 Tf 50 680 Td (Vase of blue) Tj 0 -12 Td (clay) Tj 150 12 Td (1820) Tj ET
            BT /F1 10 Tf 50 650 Td (Bowl) Tj 150 0 Td (1830) Tj ET
            """));

        Assert.Equal(["TableRow p1: Object | Year", "TableRow p1: Vase of blue clay | 1820", "TableRow p1: Bowl | 1830"], document.Blocks());
    }

    [Fact]
    public void Columns_are_read_one_after_the_other()
    {
        static string Column(int x, string word) =>
            $"BT /F1 10 Tf 12 TL {x} 700 Td " + string.Join(" T* ", Enumerable.Range(1, 9).Select(i => $"({word} line number {i} of a full column of text) Tj")) + " ET ";

        var text = Reading.Read("a.pdf", HandwrittenPdf.OfPages(Column(50, "left") + Column(320, "right"))).Text;

        Assert.True(text.IndexOf("left line number 9", StringComparison.Ordinal) < text.IndexOf("right line number 1", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_written_in_disorder_are_sorted()
    {
        var lines = "314265978".Select(i => i - '0').Select(i => $"BT /F1 10 Tf 50 {700 - 12 * i} Td (Sentence {i}.) Tj ET");

        var document = Reading.Read("a.pdf", HandwrittenPdf.OfPages(string.Join('\n', lines)));

        Assert.Equal(Enumerable.Range(1, 9).Select(i => $"Sentence {i}."), document.Text.Split(["\n\n", " S"], StringSplitOptions.None)
            .Select(line => line.StartsWith('S') ? line : "S" + line));
    }

    [Fact]
    public void Running_headers_and_page_numbers_are_left_out_and_sentences_run_over_the_page()
    {
        var pages = Enumerable.Range(1, 4).Select(i => $"""
            BT /F1 8 Tf 50 780 Td (Annual report) Tj ET BT /F1 8 Tf 300 20 Td (Page {i}) Tj ET
            BT /F1 10 Tf 50 700 Td (text {i} that begins here) Tj 0 -12 Td (and goes on to page {i + 1}) Tj ET
            """).ToArray();

        var document = Reading.Read("a.pdf", HandwrittenPdf.OfPages(pages));

        Assert.Equal("text 1 that begins here and goes on to page 2 text 2 that begins here and goes on to page 3 "
            + "text 3 that begins here and goes on to page 4 text 4 that begins here and goes on to page 5", document.Text);
        Assert.Equal([1, 2, 3, 4], document.Blocks.Select(block => block.Page!.Value));
    }

    [Fact]
    public void A_turned_page_is_read_as_it_shows() =>
        Assert.Equal("Turned text. More of it.", Reading.Read("a.pdf", Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(HandwrittenPdf.OfPages(
            "BT /F1 10 Tf 0 1 -1 0 100 100 Tm (Turned) Tj ( text.) Tj ET BT /F1 10 Tf 0 1 -1 0 112 100 Tm (More of it.) Tj ET"))
            .Replace("/Type/Page/Parent", "/Rotate 90/Type/Page/Parent", StringComparison.Ordinal))).Text);

    [Fact]
    public void A_form_is_shown_where_it_is_invoked()
    {
        var pdf = HandwrittenPdf.OfPage("<</XObject<</X 10 0 R>>/Font<</F1 11 0 R>>>>", "BT /F1 10 Tf 50 700 Td (Before.) Tj ET q 1 0 0 1 0 -50 cm /X Do Q",
            Stream("/Subtype/Form/Matrix[1 0 0 1 50 600]", "BT /F1 10 Tf (In the form.) Tj ET"), "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>");

        Assert.Equal("Before.\n\nIn the form.", Reading.Read("a.pdf", pdf).Text);
    }

    [Theory]
    [InlineData("<</Subtype/Type1/BaseFont/X/Encoding<</Differences[65/eacute/fi/uni6F6E/a.alt/f_f_i/g17]>>/FirstChar 65/LastChar 70/Widths[500 500 500 500 500 500]>>", "éfi潮affi")]
    [InlineData("<</Subtype/Type1/BaseFont/Times-Roman>>", "ABCDEF")]
    [InlineData("<</Type/Font/Subtype/TrueType/BaseFont/CannotBeRead/ToUnicode 11 0 R>>", "潮屋CD😀F")]
    [InlineData("<</Type/Font/Subtype/TrueType/BaseFont/CannotBeRead/Encoding/WinAnsiEncoding>>", "ABCDEF")]
    [InlineData("<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[.1 0 0 .1 0 0]/FirstChar 65/LastChar 70/Widths[6 6 6 6 6 6]/CharProcs<<>>/Encoding<</Differences[65/a65/a66/a67/a68/a69/a70]>>>>", "ABCDEF")]
    public void Simple_fonts_say_by_encoding_glyph_names_or_map_what_their_codes_are(string font, string text)
    {
        var pdf = HandwrittenPdf.OfPage("<</Font<</F1 10 0 R>>>>", "BT /F1 10 Tf 50 700 Td (ABCDEF) Tj ET", font,
            Stream("", "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <41> <42> [<6F6E> <5C4B>] endbfrange 1 beginbfchar <45> <D83DDE00> endbfchar"));

        Assert.Equal(text, Reading.Read("a.pdf", pdf).Text);
    }

    [Fact]
    public void Composite_fonts_map_codes_of_several_bytes()
    {
        var pdf = HandwrittenPdf.OfPage("<</Font<</F1 10 0 R>>>>", "BT /F1 10 Tf 50 700 Td <000100020003> Tj ET",
            "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/ToUnicode 12 0 R/DescendantFonts[11 0 R]>>",
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/DW 1000/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 13 0 R>>",
            Stream("", "1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfrange <0001> <0001> <6F6E> <0002> <0003> [<6C34> <6DA8>] endbfrange"),
            "<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>");

        Assert.Equal("潮水涨", Reading.Read("a.pdf", pdf).Text);
    }

    [Theory]
    [InlineData("flate")]
    [InlineData("ascii85")]
    [InlineData("hex")]
    [InlineData("runlength")]
    [InlineData("lzw")]
    [InlineData("png")]
    public void Content_is_decoded_from_every_encoding_that_text_may_be_in(string encoding)
    {
        var content = "BT /F1 10 Tf 50 700 Td (Encoded.) Tj ET"u8.ToArray();
        var (entries, bytes) = encoding switch
        {
            "flate" => ("/Filter/FlateDecode", HandwrittenPdf.Deflate(content)),
            "ascii85" => ("/Filter[/ASCII85Decode]", "6<#\"\\A0>T.+>G"u8.ToArray()),
            "hex" => ("/Filter/AHx", Encoding.ASCII.GetBytes(Convert.ToHexString(content) + ">")),
            "runlength" => ("/Filter/RunLengthDecode", [(byte)(content.Length - 1), .. content, 128]),
            "lzw" => ("/Filter/LZWDecode", Lzw(content)),
            _ => ("/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 13>>", HandwrittenPdf.Deflate(PngUp(content, 13))),
        };
        if (encoding == "ascii85") bytes = Ascii85(content);
        var pdf = new HandwrittenPdf();
        pdf.Add("<</Type/Catalog/Pages 2 0 R>>");
        pdf.Add("<</Kids[3 0 R]>>");
        pdf.Add("<</Type/Page/Resources<</Font<</F1<</Subtype/Type1/BaseFont/Helvetica>>>>>>/Contents 4 0 R>>");
        pdf.AddStream(entries, bytes);

        Assert.Equal("Encoded.", Reading.Read("a.pdf", pdf.Build()).Text);
    }

    [Theory]
    [InlineData("mixed-chromium.pdf", "这座小博物馆收藏了许多旧地图")]
    [InlineData("report-groff.pdf", "extraordinarily complicated terminology")]
    [InlineData("report-reportlab.pdf", "joined & whether spaces stay")]
    public void Files_of_common_programs_are_read(string name, string text)
    {
        var document = Reading.Read(name, File.ReadAllBytes(Reading.Fixture(name)));

        Assert.Contains(text, document.Text, StringComparison.Ordinal);
        Assert.Contains(document.Blocks, block => block.Level == 1);
        Assert.DoesNotContain('\uFFFD', document.Text);
    }

    public static string Stream(string entries, string content) => $"<<{entries}/Length {content.Length}>>stream\n{content}\nendstream";

    private static byte[] PngUp(byte[] bytes, int columns)
    {
        var padded = bytes.Concat(Enumerable.Repeat((byte)' ', columns - bytes.Length % columns)).ToArray();
        return [.. padded.Chunk(columns).SelectMany((row, r) =>
            row.Select((b, i) => (byte)(b - (r == 0 ? 0 : padded[(r - 1) * columns + i]))).Prepend((byte)2))];
    }

    /// <summary>Codes of nine bits without any repetition: clear, the bytes, end.</summary>
    private static byte[] Lzw(byte[] bytes)
    {
        var bits = string.Concat(bytes.Select(b => (int)b).Prepend(256).Append(257).Select(code => Convert.ToString(code, 2).PadLeft(9, '0')));
        return [.. bits.PadRight((bits.Length + 7) / 8 * 8, '0').Chunk(8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }

    private static byte[] Ascii85(byte[] bytes)
    {
        var text = new StringBuilder();
        foreach (var chunk in bytes.Chunk(4))
        {
            var four = chunk.Concat(new byte[4 - chunk.Length]).ToArray();
            var group = (uint)(four[0] << 24 | four[1] << 16 | four[2] << 8 | four[3]);
            var digits = new char[5];
            for (var i = 4; i >= 0; i--, group /= 85) digits[i] = (char)('!' + group % 85);
            text.Append(digits, 0, chunk.Length + 1);
        }
        return Encoding.ASCII.GetBytes(text + "~>");
    }
}
