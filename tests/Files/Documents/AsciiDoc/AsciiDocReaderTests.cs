namespace Rag.Tests.Files.Documents.AsciiDoc;

public sealed class AsciiDocReaderTests
{
    [Fact]
    public void Titles_paragraphs_and_attributes() => Blocks(
        """
        = The Tide House
        Ann Roe <ann@example.com>
        :water: distilled water

        // a comment
        The house stands
        on piles. Use {water}, {unknown}.

        == Pumps ==

        Second level
        ------------

        ////
        hidden
        ////
        '''
        include::other.adoc[]
        image::pump.png[The old pump, width=20]
        """,
        "Heading1: The Tide House", "Paragraph: Ann Roe <ann@example.com>", "Paragraph: The house stands on piles. Use distilled water, {unknown}.",
        "Heading2: Pumps", "Heading2: Second level", "Paragraph: The old pump");

    [Fact]
    public void Lists_with_their_markers_and_terms_with_their_descriptions() => Blocks(
        """
        * one
          goes on
        ** nested
        +
        attached

        . first
        . second

        kettle:: A pot for hot water.

        boil.time::
        	Minutes until it boils. Default is 16 minutes.

        -q::
        --quiet::
          Says nothing.
        """,
        "ListItem: • one goes on", "ListItem: • nested", "ListItem: attached", "ListItem: 1. first", "ListItem: 2. second",
        "ListItem: kettle: A pot for hot water.", "Heading1: boil.time", "Paragraph: Minutes until it boils. Default is 16 minutes.",
        "Heading1: -q, --quiet", "Paragraph: Says nothing.");

    [Fact]
    public void Code_notes_and_blocks_of_blocks() => Blocks(
        """
        .app.rb
        [source,ruby]
        ----
        puts 1 # <1>

        puts 2
        ----
        <1> Prints one.

        [source]
        make all

         indented

        NOTE: It is hot.

        [WARNING]
        ====
        Do not touch.

        Really.
        ====

        ++++
        <b>raw</b>
        ++++
        """,
        "Paragraph: app.rb", "Code: puts 1\n\nputs 2", "ListItem: <1> Prints one.", "Code: make all", "Code: indented", "Paragraph: NOTE: It is hot.",
        "Paragraph: Warning: Do not touch.", "Paragraph: Really.");

    [Fact]
    public void Tables_are_rows_under_the_names_of_their_columns() => Blocks(
        """
        |===
        |animal |legs

        |ant
        |6
        |spider |8
        |===

        [cols="2*", options="header"]
        |===
        |item
        |price
        2+|all of them
        |saw |15 \| 16
        |===

        [%header,format=csv]
        |===
        item,price
        "saw, large",15
        |===
        """,
        "TableHeader: animal | legs", "TableRow: ant | 6", "TableRow: spider | 8", "TableHeader: item | price", "TableRow: all of them |",
        "TableRow: saw | 15 | 16", "TableHeader: item | price", "TableRow: saw, large | 15");

    [Theory]
    [InlineData("See <<pumps,the pumps>>, <<tides>> and xref:mills.adoc[mills].", "See the pumps, tides and mills.")]
    [InlineData("https://example.com[The site^], link:a.html[a, window=_blank], https://example.com/b", "The site, a, https://example.com/b")]
    [InlineData("Press kbd:[Ctrl+C], menu:File[Save] *now* `x` `+y+`", "Press Ctrl+C, File > Save *now* `x` `y`")]
    [InlineData("A word.footnote:[Or two.] [[here]]((tide))(((tide, high))) [.red]#red#", "A word. (Or two.) tide red")]
    public void Markup_in_a_text_is_reduced_to_what_shows(string markup, string text) => Blocks(markup, $"Paragraph: {text}");

    [Theory]
    [InlineData("----\nno end")]
    [InlineData("|===\n| a")]
    [InlineData("[source")]
    [InlineData("[]\n+\n")]
    [InlineData("term::")]
    public void What_is_unfinished_is_read_as_far_as_it_goes(string text) => Assert.NotNull(Reading.Read("a.adoc", text));

    private static void Blocks(string text, params string[] blocks) => Assert.Equal(blocks, Reading.Read("a.adoc", text).Blocks());
}
