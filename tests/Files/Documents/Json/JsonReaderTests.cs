using Rag.Files.Documents;

namespace Rag.Tests.Files.Documents.Json;

public sealed class JsonReaderTests
{
    [Fact]
    public void Each_record_is_a_block_of_keys_and_values()
    {
        var document = Reading.Read("a.json", """
            {"museum": {"name": "Tidehouse", "address": {"city": "Ellory", "open": true, "fax": null}}, "tags": ["a", "b"],
             "clocks": [{"name": "Regulator", "year": 1894, "makers": [{"name": "Brandreth"}]}, {"name": "Tidal"}], "end": "last"}
            """);

        Assert.Equal(
            ["TableRow: museum.name: Tidehouse\nmuseum.address.city: Ellory\nmuseum.address.open: true\ntags: a, b", "Heading1: clocks",
                "TableRow: name: Regulator\nyear: 1894", "TableRow: makers.name: Brandreth", "TableRow: name: Tidal", "TableRow: end: last"],
            document.Blocks());
    }

    [Fact]
    public void Values_without_keys_are_blocks() =>
        Assert.Equal(["TableRow: One.", "TableRow: 2"], Reading.Read("a.json", "[\"One.\", 2]").Blocks());

    [Fact]
    public void Half_a_character_in_an_escape_stays_as_it_is_written() =>
        Assert.Equal("a: x\\ud800", Reading.Read("a.json", "{\"a\":\"x\\ud800\"}").Text);

    [Fact]
    public void Each_line_of_JSONL_is_a_record() =>
        Assert.Equal(["TableRow: a: 1\nb: two", "TableRow: a: 2"], Reading.Read("a.jsonl", "{\"a\":1,\"b\":\"two\"}\r\n\r\n{\"a\":2}\r\n").Blocks());

    [Theory]
    [InlineData("a.json", "{\"a\": 1,\n \"b\": }", "is no JSON at line 2, byte 7")]
    [InlineData("a.json", "{\"a\": 1", "is no JSON at line 1")]
    [InlineData("a.jsonl", "{\"a\":1}\n\n{\"a\":\n", "is no JSON at line 3")]
    public void Broken_JSON_is_refused_with_its_line(string path, string text, string reason) =>
        Assert.Contains(reason, Reading.Refused(path, text).Message, StringComparison.Ordinal);

    [Fact]
    public void Values_nested_too_deeply_are_refused() =>
        Assert.Contains("nested deeper than 256", Reading.Refused("a.json", new string('[', 100_000)).Message, StringComparison.Ordinal);

    [Fact]
    public void Long_keys_over_many_values_do_not_multiply_without_bound()
    {
        var key = new string('k', 10_000);
        var text = $"{{\"{key}\":{{{string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"{i}\":{i}"))}}}}}";

        Assert.Contains("split it", Reading.Refused("a.json", System.Text.Encoding.UTF8.GetBytes(text),
            new DocumentLimits { MaxExpandedBytes = 1_000_000 }).Message, StringComparison.Ordinal);
    }
}
