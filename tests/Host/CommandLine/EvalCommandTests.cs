using System.Text.Json;
using Rag.Host.CommandLine;

namespace Rag.Host.Tests.CommandLine;

public sealed class EvalCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Qa_prints_scores_and_hits_of_an_open_set()
    {
        var set = _folder.Write("set.json", """
            {"data": [{"title": "Clocks", "paragraphs": [
              {"context": "The tower clock strikes thirteen at noon. It is loud.", "qas": [
                {"id": "1", "question": "What does the tower clock strike at noon?", "answers": [{"text": "thirteen", "answer_start": 24}]}]},
              {"context": "The lamp burns oil. The keeper fills it daily.", "qas": [
                {"id": "2", "question": "What does the lamp burn?", "answers": [{"text": "oil", "answer_start": 15}]}]}]}]}
            """);

        var figures = await Eval("qa", "--data", set, "--open", "--reader", "lexical");

        Assert.Equal(2, figures.GetProperty("n").GetInt32());
        Assert.Equal(1, figures.GetProperty("hit@1").GetDouble());
        Assert.Equal(1, figures.GetProperty("hit@20").GetDouble());
        Assert.Equal(1, figures.GetProperty("contains_answer").GetDouble());
        Assert.Equal(0, figures.GetProperty("em").GetDouble());
        // "tower clock strikes thirteen at noon" against "thirteen": 2/7; "lamp burns oil" against "oil": 2/4.
        Assert.Equal((2.0 / 7 + 2.0 / 4) / 2, figures.GetProperty("f1").GetDouble(), 3);
    }

    [Fact]
    public async Task Qa_counts_an_abstention_on_an_unanswerable_question_as_right()
    {
        var set = _folder.Write("set.json", """
            {"data": [{"paragraphs": [{"context": "The tower clock strikes thirteen at noon.", "qas": [
                {"id": "1", "question": "Which composer wrote operas about volcanoes?", "is_impossible": true, "answers": []}]}]}]}
            """);

        var figures = await Eval("qa", "--data", set);

        Assert.Equal(1, figures.GetProperty("f1").GetDouble());
        Assert.Equal(1, figures.GetProperty("abstained").GetDouble());
    }

    [Fact]
    public async Task Retrieval_prints_ranking_scores_of_a_BEIR_folder()
    {
        _folder.Write("corpus.jsonl", """
            {"_id": "d1", "title": "Lamp", "text": "The lamp burns oil."}
            {"_id": "d2", "title": "Bell", "text": "The bell rings in fog."}
            """);
        _folder.Write("queries.jsonl", "{\"_id\": \"q1\", \"text\": \"oil lamp\"}\n{\"_id\": \"unjudged\", \"text\": \"fog\"}\n");
        _folder.Write("qrels.test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1\n");

        var figures = await Eval("retrieval", "--data", _folder.Path);

        Assert.Equal(1, figures.GetProperty("n").GetInt32());
        Assert.Equal(1, figures.GetProperty("ndcg@10").GetDouble());
        Assert.Equal(1, figures.GetProperty("recall@5").GetDouble());
    }

    [Theory]
    [InlineData("qa", "{\"version\": 1}", "data")]
    [InlineData("qa", "not json", "not a question set")]
    public async Task A_set_in_another_layout_is_named_in_one_line(string kind, string content, string reason)
    {
        var set = _folder.Write("set.json", content);
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(2, await RagCommandLine.Run(["eval", kind, "--data", set], new Terminal(output, error, interactive: false)));

        var line = Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(set, line);
        Assert.Contains(reason, line);
    }

    private static async Task<JsonElement> Eval(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(0, await RagCommandLine.Run(["eval", .. arguments, "--json"], new Terminal(output, error, interactive: false)));
        Assert.Empty(error.ToString());
        return JsonDocument.Parse(output.ToString()).RootElement;
    }
}
