using System.Text.Json;

namespace Rag.Host.Tests.CommandLine;

public sealed class TextCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _page;

    public TextCommandTests() => _page = _folder.Write("page.html", "<h1>Clock</h1><p>It was built by <b>Jon Arnesen</b>.</p><script>hidden()</script>");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_text_is_printed_as_it_is_ingested() =>
        Assert.Equal("Clock\n\nIt was built by Jon Arnesen." + Environment.NewLine, (await Ran.Run("text", _page)).Output);

    [Fact]
    public async Task What_a_search_cites_is_found_at_its_span()
    {
        var memory = $"embedded:{_folder["memory"]}";
        await Ran.Run("ingest", _page, "--memory", memory, "--model", "none");
        using var found = JsonDocument.Parse((await Ran.Run("search", "Arnesen", "--memory", memory, "--json")).Output);
        var match = found.RootElement.GetProperty("hits")[0].GetProperty("match");

        var shown = await Ran.Run("text", _page, "--span", $"{match.GetProperty("start")}-{match.GetProperty("end")}");

        Assert.Equal("It was built by Jon Arnesen." + Environment.NewLine, shown.Output);
    }

    [Fact]
    public async Task As_JSON_it_comes_with_its_blocks()
    {
        using var json = JsonDocument.Parse((await Ran.Run("text", _page, "--span", "0-5", "--json")).Output);

        Assert.Equal("Clock", json.RootElement.GetProperty("text").GetString());
        Assert.Equal(35, json.RootElement.GetProperty("characters").GetInt32());
        var block = Assert.Single(json.RootElement.GetProperty("blocks").EnumerateArray());
        Assert.Equal(("heading", 0, 5, 1), (block.GetProperty("kind").GetString(), block.GetProperty("start").GetInt32(),
            block.GetProperty("end").GetInt32(), block.GetProperty("level").GetInt32()));
    }

    [Theory]
    [InlineData("0-36")]
    [InlineData("5")]
    [InlineData("7-3")]
    [InlineData("a-b")]
    public async Task A_span_that_is_none_ends_with_2(string span)
    {
        var ran = await Ran.Run("text", _page, "--span", span);

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains(span, ran.ErrorLines[0]);
        Assert.Empty(ran.Output);
    }

    [Fact]
    public async Task A_file_that_is_not_there_ends_with_2() =>
        Assert.Equal(2, (await Ran.Run("text", _folder["gone.txt"])).ExitCode);
}
