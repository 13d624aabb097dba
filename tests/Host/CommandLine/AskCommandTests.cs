using System.Text.Json;

namespace Rag.Host.Tests.CommandLine;

public sealed class AskCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_writes_from_the_passages_and_what_it_cites_is_checked()
    {
        using var server = new ChatServer(dies: false, "The clock was built ", "by Jon Arnesen [1]. ", "It cost 9999 crowns [1].");
        var answer = await Ask("--llm", server.Url, "--model", "any");
        Assert.Equal("llm", answer.GetProperty("reader").GetString());
        Assert.StartsWith("The clock was built by Jon Arnesen [1].", answer.GetProperty("answer").GetString(), StringComparison.Ordinal);
        Assert.Equal("The tide clock was built by Jon Arnesen in 1887.", Assert.Single(answer.GetProperty("citations").EnumerateArray()).GetProperty("text").GetString());
        Assert.Contains("1 of the citations", answer.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("<passage", JsonDocument.Parse(server.Asked).RootElement.GetProperty("messages")[1].GetRawText().Replace("\\u003C", "<", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "The clock was")]
    [InlineData(false, "Bananas are blue.")]
    public async Task A_server_that_dies_or_raves_leaves_the_answer_to_our_own_reader(bool dies, string words)
    {
        using var server = new ChatServer(dies, words);
        var answer = await Ask("--llm", server.Url, "--model", "any", "--reader", "lexical");
        Assert.Equal("lexical", answer.GetProperty("reader").GetString());
        Assert.Contains("answered instead", answer.GetProperty("notes")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--llm", "nowhere", "--model", "any")]
    [InlineData("--llm", "http://127.0.0.1:1/v1")]
    public async Task What_cannot_be_a_server_or_names_no_model_is_bad_usage(params string[] options)
    {
        await Ingest();
        var ran = await Ran.Run(["ask", "Who built the clock?", "--memory", $"embedded:{_folder["store"]}", .. options]);
        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("--llm", Assert.Single(ran.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_question_is_bad_usage()
    {
        await Ingest();
        var ran = await Ran.Run("ask", " ", "--memory", $"embedded:{_folder["store"]}");
        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("question is empty", Assert.Single(ran.ErrorLines), StringComparison.Ordinal);
    }

    private Task<Ran> Ingest()
    {
        var path = _folder.Write("clock.txt", "The tide clock was built by Jon Arnesen in 1887.\n");
        return Ran.Run("ingest", path, "--memory", $"embedded:{_folder["store"]}", "--model", "none");
    }

    private async Task<JsonElement> Ask(params string[] options)
    {
        await Ingest();
        var ran = await Ran.Run(["ask", "Who built the tide clock?", "--memory", $"embedded:{_folder["store"]}", "--json", .. options]);
        Assert.Equal(0, ran.ExitCode);
        return JsonDocument.Parse(ran.Output).RootElement;
    }
}
