using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Engine.Evaluation;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag bench search</c>: how fast this machine takes passages in and finds them.</summary>
internal static class BenchCommand
{
    public static Command Create(Terminal terminal) => new("bench", "Measure speed on this machine") { Search(terminal) };

    private static Command Search(Terminal terminal)
    {
        var data = new Option<string[]>("--data")
        {
            Description = "Question sets in SQuAD's layout whose paragraphs and questions are used; without it 20,000 texts are made up",
            AllowMultipleArgumentsPerToken = true,
        };
        var count = Options.PassageCount(10, "Hits asked of each search");
        var json = Options.Json();
        var command = new Command("search", "Times of ingestion and search") { data, count, json };
        command.SetAction((parsed, cancel) =>
        {
            var sets = parsed.GetValue(data)!.Select(QuestionSet.Read).ToList();
            List<string> passages = sets.Count > 0 ? [.. sets.SelectMany(set => set.Paragraphs)] : [.. SearchBenchmark.GenerateTexts(20_000, 120, seed: 1)];
            List<string> queries = sets.Count > 0
                ? [.. sets.SelectMany(set => set.Questions).Select(question => question.Text)]
                : [.. SearchBenchmark.GenerateTexts(2_000, 10, seed: 2)];
            var times = SearchBenchmark.Run(passages, queries, parsed.GetValue(count), cancel);
            if (parsed.GetValue(json)) terminal.Json(ToJson(times));
            else terminal.Results.MarkupLineInterpolated(
                $"{times.Passages:N0} passages taken in in {times.Ingest.TotalSeconds:0.0} s; {times.Queries:N0} searches: p50 {times.P50.TotalMilliseconds:0.000} ms, p95 {times.P95.TotalMilliseconds:0.000} ms, p99 {times.P99.TotalMilliseconds:0.000} ms");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static JsonObject ToJson(SearchTimes times) => new()
    {
        ["passages"] = times.Passages,
        ["queries"] = times.Queries,
        ["ingest_seconds"] = Math.Round(times.Ingest.TotalSeconds, 3),
        ["p50_ms"] = Math.Round(times.P50.TotalMilliseconds, 4),
        ["p95_ms"] = Math.Round(times.P95.TotalMilliseconds, 4),
        ["p99_ms"] = Math.Round(times.P99.TotalMilliseconds, 4),
    };
}
