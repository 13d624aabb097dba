namespace Rag.Tests.Files.Documents.PlainText;

public sealed class PlainTextReaderTests
{
    [Fact]
    public void Hard_wrapped_lines_belong_to_one_paragraph()
    {
        var document = Reading.Read("a.txt",
            "The museum keeps forty-two clocks, of which\r\nthirty-six go. They strike noon one after\r\nthe other.\r\n\r\nBe there early, for it takes\r\nfour minutes.\r\n");

        Assert.Equal(
            ["Paragraph: The museum keeps forty-two clocks, of which\r\nthirty-six go. They strike noon one after\r\nthe other.",
                "Paragraph: Be there early, for it takes\r\nfour minutes."],
            document.Blocks());
    }

    [Fact]
    public void Without_wrapping_each_line_is_a_paragraph()
    {
        var document = Reading.Read("a.txt", "第一章 潮水\n　　海水涨了起来，码头上站满了人。\n　　“快看！”他说。\n　　没有人回答。\n");

        Assert.Equal(
            ["Heading2: 第一章 潮水", "Paragraph: 海水涨了起来，码头上站满了人。", "Paragraph: “快看！”他说。", "Paragraph: 没有人回答。"],
            document.Blocks());
    }

    [Theory]
    [InlineData("Opening hours\n=============\n\nAlways.", "Heading1: Opening hours")]
    [InlineData("Opening hours\n-------------\n\nAlways.", "Heading2: Opening hours")]
    [InlineData("CHAPTER 1. Loomings.\n\nCall me Ishmael.", "Heading2: CHAPTER 1. Loomings.")]
    [InlineData("VOLUME II\n\nIt was a day.", "Heading1: VOLUME II")]
    [InlineData("HOUSE RULES\n\nDo not run.", "Heading2: HOUSE RULES")]
    [InlineData("NO!\n\nHe ran.", "Paragraph: NO!")]
    [InlineData("A short line\n\nMore of it.", "Paragraph: A short line")]
    [InlineData("USA\n\nA country.", "Paragraph: USA")]
    public void Only_what_is_surely_a_heading_is_one(string text, string first) =>
        Assert.StartsWith(first, Reading.Read("a.txt", text).Blocks()[0], StringComparison.Ordinal);

    [Fact]
    public void List_items_are_blocks_with_their_marker()
    {
        var document = Reading.Read("a.txt", "Bring:\n- a lamp that has been filled, trimmed and wiped by someone who\n  knows how it is done\n- rope\n2) a friend\n");

        Assert.Equal(["Paragraph: Bring:", "ListItem", "ListItem: - rope", "ListItem: 2) a friend"],
            document.Blocks().Select(block => block.Contains("lamp", StringComparison.Ordinal) ? block[..8] : block));
    }

    [Fact]
    public void Each_line_of_a_log_stands_for_itself()
    {
        var document = Reading.Read("a.log", "10:00 started\n10:01 wound the clock and\n\n10:02 stopped\n");

        Assert.Equal(["Code: 10:00 started", "Code: 10:01 wound the clock and", "Code: 10:02 stopped"], document.Blocks());
    }

    [SharedFact("data/text/gutenberg/melville-moby_dick.txt")]
    public void The_chapters_of_a_novel_are_found()
    {
        var text = File.ReadAllText(SharedData.Path("data/text/gutenberg/melville-moby_dick.txt"));

        var document = Reading.Read("moby.txt", text);

        Assert.Equal(text, document.Text);
        Assert.InRange(document.Blocks().Count(block => block.StartsWith("Heading2: CHAPTER", StringComparison.Ordinal)), 130, 140);
    }
}
