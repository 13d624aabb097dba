using System.Text;

namespace Rag.Tests.Files.Documents.Html;

public sealed class HtmlReaderTests
{
    [Fact]
    public void Only_what_shows_is_text()
    {
        var document = Reading.Read("a.html", """
            <!DOCTYPE html><html lang="secret"><head><meta name="description" content="secret">
            <style>secret</style><script>secret()</script></head><body class="secret"><!-- secret -->
            <p title="secret">Shown <span hidden>secret</span><span style="color:red; display : none">secret</span>
            <i style="VISIBILITY:hidden">secret</i><a href="secret">link</a><img title="secret" src="secret"></p>
            <noscript>secret</noscript><template><p>secret</p></template><input value="secret" placeholder="secret">
            <p aria-hidden="true" style="display:nonesuch">Also shown</p><svg><title>secret title</title><desc>secret</desc></svg>
            </body></html>
            """);

        Assert.Equal("Shown link\n\nAlso shown", document.Text);
    }

    [Fact]
    public void White_space_collapses_as_in_a_browser_except_in_pre()
    {
        var document = Reading.Read("a.html",
            "<p>  One\n  <b> two </b>\tthree<br>  four&nbsp;five exam&shy;ple</p><pre>\n  def f():\n\treturn  1\n</pre>");

        Assert.Equal(["Paragraph: One two three\nfour\u00A0five example", "Code:   def f():\n\treturn  1"], document.Blocks());
    }

    [Fact]
    public void Block_elements_are_blocks_of_their_kind()
    {
        var document = Reading.Read("a.html", """
            Loose <em>text</em><h2>A <b>heading</b></h2><div>In a div<p>nested</p>and after</div>
            <ul><li>One<ul><li>Inner</ul><li><p>Two</p><p>Two again</p></ul><ol start="3"><li>Three<li value="9">Nine</ol>
            <dl><dt>Term</dt><dd>Meaning</dd></dl>
            """);

        Assert.Equal(
            ["Paragraph: Loose text", "Heading2: A heading", "Paragraph: In a div", "Paragraph: nested", "Paragraph: and after",
                "ListItem: • One", "ListItem: • Inner", "ListItem: • Two", "ListItem: Two again", "ListItem: 3. Three", "ListItem: 9. Nine",
                "Paragraph: Term", "Paragraph: Meaning"],
            document.Blocks());
    }

    [Fact]
    public void A_table_is_a_line_for_each_row_unless_it_lays_out_a_page()
    {
        var document = Reading.Read("a.html", """
            <table><caption>Finds</caption><tr><th>Object<th>Year</tr><tr><td><p>Vase<br>of clay</p><td>1820</tr><tr><td> <td></tr></table>
            <table><tr><td><h1>Layout</h1><p>Body</p></td><td>Aside</td></tr></table>
            """);

        Assert.Equal(
            ["Paragraph: Finds", "TableHeader: Object | Year", "TableRow: Vase of clay | 1820", "Heading1: Layout", "Paragraph: Body", "Paragraph: Aside"],
            document.Blocks());
    }

    [Fact]
    public void The_charset_that_a_page_declares_is_used_where_it_is_no_UTF8()
    {
        var latin = Encoding.Latin1.GetBytes("<meta charset=\"iso-8859-1\"><p>Café");
        var chinese = CodePagesEncodingProvider.Instance.GetEncoding(936)!.GetBytes("<meta http-equiv=content-type content='text/html; charset=gb2312'><p>潮");

        Assert.Equal("Café", Reading.Read("a.html", latin).Text);
        Assert.Equal("潮", Reading.Read("a.html", chinese).Text);
    }

    [Fact]
    public void Elements_nested_too_deeply_are_refused() =>
        Assert.Contains("nested deeper than 256",
            Reading.Refused("a.html", string.Concat(Enumerable.Repeat("<div>", 100_000)) + "deep").Message, StringComparison.Ordinal);

    [Fact]
    public void Formatting_left_open_again_and_again_is_refused()
    {
        var text = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"<p><b id={i}>x"));

        Assert.Contains("nested deeper", Reading.Refused("a.html", text).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<title>Tide tables</title><p>Text", "Heading1: Tide tables|Paragraph: Text")]
    [InlineData("<title>Tide tables - Harbour</title><h1>Tide tables</h1>Text", "Heading1: Tide tables|Paragraph: Text")]
    [InlineData("<title>Only scripts</title><script>x</script>", "")]
    [InlineData("<p>See <img alt='the northern mole'>.", "Paragraph: See the northern mole .")]
    [InlineData("<div>at $<div style='display:inline;'>5</div> each</div>", "Paragraph: at $5 each")]
    public void The_title_and_what_pictures_are_called_is_text(string html, string blocks) =>
        Assert.Equal(blocks, string.Join('|', Reading.Read("a.html", html).Blocks()));
}
