using System.Text.Json;

namespace Rag.Host.Tests.CommandLine;

public sealed class CommandLineTests : IDisposable
{
    private const string Text = "The tide clock was built by Jon Arnesen in 1887.\n\nIts pendulum is nine feet long.\n\n潮汐钟由阿尔内森于一八八七年制造。\n";

    private readonly TemporaryFolder _folder = new();
    private readonly string _clock;

    public CommandLineTests() => _clock = _folder.Write("documents/clock.txt", Text);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ask_cites_the_exact_characters_of_the_file_that_was_ingested()
    {
        Assert.Equal(0, (await Rag("ingest", _folder["documents"])).ExitCode);

        var asked = await Rag("ask", "Who built the tide clock?", "--json");

        Assert.Equal(0, asked.ExitCode);
        using var json = JsonDocument.Parse(asked.Output);
        var answer = json.RootElement;
        Assert.Equal(
            ["question", "answer", "abstained", "confidence", "reader", "citations", "weights", "gates", "notes", "damages", "timings_ms"],
            answer.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Jon Arnesen", answer.GetProperty("answer").GetString());
        Assert.False(answer.GetProperty("abstained").GetBoolean());
        Assert.Equal("span", answer.GetProperty("reader").GetString());
        var citation = answer.GetProperty("citations")[0];
        Assert.Equal(
            ["source", "start", "end", "page", "text", "score", "also_in"], citation.EnumerateObject().Select(property => property.Name));
        Assert.Equal(_clock, citation.GetProperty("source").GetString());
        Assert.Equal(
            Text[citation.GetProperty("start").GetInt32()..citation.GetProperty("end").GetInt32()], citation.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_Chinese_question_finds_the_Chinese_sentence()
    {
        await Rag("ingest", _folder["documents"]);
        var asked = await Rag("ask", "潮汐钟是谁制造的？");
        Assert.Equal(0, asked.ExitCode);
        Assert.Contains("潮汐钟由阿尔内森于一八八七年制造。", asked.Output);
    }

    [Fact]
    public async Task A_question_the_collection_does_not_answer_ends_with_3_and_says_so()
    {
        await Rag("ingest", _folder["documents"]);

        var asked = await Rag("ask", "Which composer wrote the opera about volcanoes?");
        var json = await Rag("ask", "Which composer wrote the opera about volcanoes?", "--json");

        Assert.Equal(3, asked.ExitCode);
        Assert.Contains("not in the collection", asked.Output);
        Assert.Equal(3, json.ExitCode);
        Assert.True(JsonDocument.Parse(json.Output).RootElement.GetProperty("abstained").GetBoolean());
    }

    [Fact]
    public async Task Search_lists_the_passages_and_ends_with_3_when_nothing_matches()
    {
        await Rag("ingest", _folder["documents"]);

        var found = await Rag("search", "pendulum", "--json");
        var nothing = await Rag("search", "zeppelin", "--ranking", "words", "--json");

        Assert.Equal(0, found.ExitCode);
        var hit = JsonDocument.Parse(found.Output).RootElement.GetProperty("hits")[0];
        Assert.Equal(Text[hit.GetProperty("start").GetInt32()..hit.GetProperty("end").GetInt32()], hit.GetProperty("text").GetString());
        var match = hit.GetProperty("match");
        Assert.Equal("Its pendulum is nine feet long.", match.GetProperty("text").GetString());
        Assert.Equal("Its pendulum is nine feet long.", Text[match.GetProperty("start").GetInt32()..match.GetProperty("end").GetInt32()]);
        Assert.Equal(3, nothing.ExitCode);
        Assert.Empty(JsonDocument.Parse(nothing.Output).RootElement.GetProperty("hits").EnumerateArray());
    }

    [Fact]
    public async Task Ingest_goes_on_past_a_bad_file_names_it_in_one_line_and_ends_with_2()
    {
        var bad = _folder.Write("documents/bad.txt", [0, 1, 2, 0, 0, 3]);

        var ingested = await Rag("ingest", _folder["documents"], "--json");

        Assert.Equal(2, ingested.ExitCode);
        Assert.StartsWith(bad + ": ", Assert.Single(ingested.ErrorLines));
        Assert.Equal(1, JsonDocument.Parse(ingested.Output).RootElement.GetProperty("added").GetInt32());
        Assert.Equal(0, (await Rag("ask", "How long is the pendulum?")).ExitCode);
    }

    [Fact]
    public async Task What_is_passed_over_is_counted_by_ending_and_named_on_request()
    {
        var picture = _folder.Write("documents/clock.xyz", "x");

        var counted = await Rag("ingest", _folder["documents"], "--json");
        var named = await Rag("ingest", _folder["documents"], "--list-passed-over");

        Assert.Equal(0, counted.ExitCode);
        Assert.Equal(1, JsonDocument.Parse(counted.Output).RootElement.GetProperty("passed_over").GetProperty(".xyz").GetInt32());
        Assert.Empty(counted.ErrorLines);
        Assert.StartsWith(picture + ": ", Assert.Single(named.ErrorLines));
        Assert.Contains("(.xyz 1)", named.Output);
    }

    [Fact]
    public async Task Collections_are_kept_apart()
    {
        await Rag("ingest", _folder["documents"], "--collection", "clocks");
        Assert.Equal(0, (await Rag("search", "pendulum", "--collection", "clocks")).ExitCode);
        Assert.Equal(2, (await Rag("search", "pendulum", "--collection", "lamps")).ExitCode);
    }

    [Theory]
    [InlineData("ask", "anything")]
    [InlineData("search", "anything")]
    public async Task A_memory_that_does_not_exist_is_named_with_what_to_do(params string[] command)
    {
        var asked = await Rag(command);
        Assert.Equal(2, asked.ExitCode);
        Assert.Contains(_folder["memory"], Assert.Single(asked.ErrorLines));
        Assert.Contains("ingest", asked.ErrorLines[0]);
        Assert.False(Directory.Exists(_folder["memory"]));
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("ask")]
    [InlineData("search", "x", "-k", "0")]
    [InlineData("search", "x", "-k", "many")]
    [InlineData("ask", "x", "--reader", "psychic")]
    [InlineData("eval", "qa")]
    [InlineData("eval", "qa", "--data", "x.json", "--limit", "0")]
    public async Task Bad_usage_ends_with_2_and_leaves_stdout_empty(params string[] command)
    {
        var ran = await Ran.Run(command);
        Assert.Equal(2, ran.ExitCode);
        Assert.Empty(ran.Output);
        Assert.NotEmpty(ran.ErrorLines);
    }

    [Fact]
    public async Task A_memory_of_an_unknown_kind_is_refused()
    {
        var ran = await Ran.Run("ask", "x", "--memory", "punchcards:/tmp");
        Assert.Equal(2, ran.ExitCode);
        Assert.Contains("punchcards:/tmp", Assert.Single(ran.ErrorLines));
    }

    [Fact]
    public async Task A_folder_that_is_not_a_memory_is_refused_and_left_as_it_was()
    {
        var ran = await Ran.Run("ingest", _folder["documents"], "--memory", $"embedded:{_folder["documents"]}");
        Assert.Equal(2, ran.ExitCode);
        Assert.Contains(_folder["documents"], Assert.Single(ran.ErrorLines));
        Assert.Equal([_clock], Directory.GetFileSystemEntries(_folder["documents"]));
    }

    private Task<Ran> Rag(params string[] command) => Ran.Run([.. command, "--memory", $"embedded:{_folder["memory"]}"]);
}
