namespace Rag.Tests.Files.Documents.Csv;

public sealed class CsvTableReaderTests
{
    [Theory]
    [InlineData("a.csv", "name,text\r\nVase,\"a\r\nb \"\"q\"\"\"\r\n\r\n中文,\"é😀\"\r\n", new[] { "name,text", "Vase,\"a\r\nb \"\"q\"\"\"", "中文,\"é😀\"" })]
    [InlineData("a.csv", "a;b\n1;\"x;\ny\"", new[] { "a;b", "1;\"x;\ny\"" })]
    [InlineData("a.tsv", "a\tb\n5\" pipe\tx\n", new[] { "a\tb", "5\" pipe\tx" })]
    public void Each_row_is_a_block_with_the_newlines_in_its_quotes(string path, string text, string[] rows)
    {
        var document = Reading.Read(path, text);

        Assert.Equal(text, document.Text);
        Assert.Equal(rows.Select(row => $"TableRow: {row}"), document.Blocks());
    }

    [Fact]
    public void A_quote_that_is_never_closed_is_refused_with_its_line() =>
        Assert.Contains("the row of line 3", Reading.Refused("a.csv", "a,b\n1,2\n3,\"open\n4,5\n").Message, StringComparison.Ordinal);
}
