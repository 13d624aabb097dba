using System.Text;

namespace Rag.Tests.Files.Documents.Rtf;

public sealed class RtfReaderTests
{
    private const string Head = @"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 MS Mincho;}}"
        + @"{\colortbl;\red1\green2\blue3;}{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\*\cs10 Default;}}{\info{\title secret}}";

    internal const string Structure = Head + """
        {\header \pard Harbour board\par}{\footer \pard Printed in Hull\par}
        \pard\s1 By style\par\pard\outlinelevel1 By outline\par
        \pard\plain First line\line second line\par
        {\listtext\f0 1.\tab}\pard One\par{\listtext\f3 \'b7\tab}Bullet\par
        \trowd\cellx1000\cellx2000\pard\intbl Object\cell Year\cell\row
        \pard\intbl Vase\par of clay\cell 1820\cell\row
        \pard After.\par}
        """;

    [Fact]
    public void Headings_lists_and_tables_are_blocks_of_their_kind()
    {
        var document = Reading.Read("a.rtf", Structure);

        Assert.Equal(
            ["Paragraph: Harbour board", "Heading1: By style", "Heading2: By outline", "Paragraph: First line\nsecond line", "ListItem: 1. One", "ListItem: • Bullet",
                "TableRow: Object | Year", "TableRow: Vase of clay | 1820", "Paragraph: After.", "Paragraph: Printed in Hull"],
            document.Blocks());
        Assert.Empty(document.Notes);
    }

    [Fact]
    public void Characters_are_of_the_code_page_of_their_font_or_numbers()
    {
        var bytes = Encoding.Latin1.GetBytes(Head + @"\pard Caf\'e9 {\f1 \'cf\'ee\'f0\'f2} {\f2 \'93\'8c\'8b\'9e \'83A} \uc1\u8364 ?\u-10179 ?\u-8704 ?{\uc2 \u8212 ab}\uc0\u176 C \'80 x\emdash y\~z " + "\xE9\\par}");

        Assert.Equal("Café Порт 東京 ア €\U0001F600—°C € x—y\u00A0z é", Reading.Read("a.rtf", bytes).Text);
    }

    [Fact]
    public void Only_what_shows_is_text()
    {
        var document = Reading.Read("a.rtf", Head + """
            \pard {\b Sho\*\cs7 wn} {\v secret}{\deleted secret}{\*\unknown secret {\b secret}}{\pict\pngblip secret}{\field{\*\fldinst secret}{\fldrslt link}}
            {\object{\*\objdata 00}{\result  object}}\bin6 {{{{{{ {\*\bkmkstart secret}{\upr{secret}{\*\ud{ud}}}\par}
            """);

        Assert.Equal("Shown link object ud", string.Join(' ', document.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void Notes_comments_and_text_boxes_follow_the_paragraph_they_hang_on()
    {
        var document = Reading.Read("a.rtf", Head + """
            \pard Text.{\super\chftn{\footnote\pard {\super\chftn} The note.}}{\*\annotation Check this.}{\shp{\*\shpinst{\sp{\sn x}{\sv secret}}{\shptxt\pard Boxed.\par}}{\shprslt secret}}\par}
            """);

        Assert.Equal(["Paragraph: Text.[1]", "Paragraph: [1] The note.", "Paragraph: Comment: Check this.", "Paragraph: Boxed."], document.Blocks());
    }

    [Fact]
    public void A_file_that_is_cut_off_is_read_and_told()
    {
        var document = Reading.Read("a.rtf", Head + @"\pard First.\par {\b Sec");

        Assert.Equal(["Paragraph: First.", "Paragraph: Sec"], document.Blocks());
        Assert.Contains("cut off", Assert.Single(document.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_character() => Assert.Equal("a\uFFFDb", Reading.Read("a.rtf", Head + @"\uc0 a\u-10179 b\par}").Text);

    [Fact]
    public void Groups_nested_too_deeply_are_refused() =>
        Assert.Contains("nested deeper than 256", Reading.Refused("a.rtf", Head + new string('{', 100_000)).Message, StringComparison.Ordinal);

    [Fact]
    public void Another_format_under_the_ending_is_refused() =>
        Assert.Contains("is no RTF", Reading.Refused("a.rtf", "plain text").Message, StringComparison.Ordinal);
}
