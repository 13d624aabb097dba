namespace Rag.Tests.Files.Documents.Markdown;

public sealed class MarkdownReaderTests
{
    private const string Text = """
        ---
        title: secret front matter
        ---
        # The *tide* house #

        A [link][ref] and a <!-- secret words --> comment.

        <!-- secret
        block -->

        Second level
        ------------

        - one
          goes on
          - nested
        - two

          more of two

        3. three

        > quoted
        > text

        | a | b |
        |---|---|
        | 1 | 2 |

        ```csharp
        int x = 1;

        Run();
        ```

        A note[^1].

        [^1]: The note's text.

        [ref]: http://example.com "secret title"
        <style>secret</style>

        <b>shown</b> text
        """;

    [Fact]
    public void The_text_is_the_file_and_the_blocks_are_its_structure()
    {
        var document = Reading.Read("a.md", Text);

        Assert.Equal(Text.Replace("<!-- secret words -->", new string(' ', 21), StringComparison.Ordinal), document.Text);
        Assert.Equal(
            ["Heading1: # The *tide* house", $"Paragraph: A [link][ref] and a {new string(' ', 21)} comment.",
                "Heading2: Second level\n------------", "ListItem: - one\n  goes on", "ListItem: - nested", "ListItem: - two",
                "ListItem: more of two", "ListItem: 3. three", "Paragraph: quoted\n> text", "TableHeader: a | b", "TableRow: 1 | 2",
                "Code: ```csharp\nint x = 1;\n\nRun();\n```", "Paragraph: A note[^1].", "ListItem: [^1]: The note's text.",
                "Paragraph: <b>shown</b> text"],
            document.Blocks());
    }

    [Fact]
    public void Comments_link_definitions_and_front_matter_are_in_no_block() =>
        Assert.DoesNotContain(Reading.Read("a.md", Text).Blocks(), block => block.Contains("secret", StringComparison.Ordinal));

    [Fact]
    public void Spans_hold_with_other_newlines()
    {
        var document = Reading.Read("a.md", "# One\r\n\r\nTwo\r\nlines.\r\n\r\n- item\r\n");

        Assert.Equal(["Heading1: # One", "Paragraph: Two\r\nlines.", "ListItem: - item"], document.Blocks());
    }

    [Fact]
    public void Quotes_nested_without_end_are_refused_or_read_but_end_no_process()
    {
        var text = new string('>', 50_000) + " deep";

        try
        {
            Assert.NotNull(Reading.Read("a.md", text));
        }
        catch (Rag.Files.Documents.DocumentException e)
        {
            Assert.Contains("nested too deeply", e.Message, StringComparison.Ordinal);
        }
    }
}
