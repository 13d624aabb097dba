using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.DataSets;
using Rag.Encoders.Hub;
using Rag.Engine.Evaluation;
using Rag.Memory;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag bench search|vectors|answer</c>: how fast this machine takes passages in and finds them.</summary>
internal static class BenchCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library) => new("bench", "Measure speed on this machine")
    {
        Search(terminal),
        Vectors(terminal),
        BenchAnswerCommand.Create(terminal, library),
    };

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
        command.SetAction(async (parsed, cancel) =>
        {
            var sets = parsed.GetValue(data)!.Select(QuestionSet.Read).ToList();
            List<string> passages = sets.Count > 0 ? [.. sets.SelectMany(set => set.Paragraphs)] : [.. SearchBenchmark.GenerateTexts(20_000, 120, seed: 1)];
            List<string> queries = sets.Count > 0
                ? [.. sets.SelectMany(set => set.Questions).Select(question => question.Text)]
                : [.. SearchBenchmark.GenerateTexts(2_000, 10, seed: 2)];
            var times = await SearchBenchmark.RunAsync(passages, queries, parsed.GetValue(count), cancel);
            if (parsed.GetValue(json)) terminal.Json(ToJson(times));
            else terminal.Results.MarkupLineInterpolated(
                $"{times.Passages:N0} passages taken in in {times.Ingest.TotalSeconds:0.0} s; {times.Queries:N0} searches: p50 {times.P50.TotalMilliseconds:0.000} ms, p95 {times.P95.TotalMilliseconds:0.000} ms, p99 {times.P99.TotalMilliseconds:0.000} ms");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Vectors(Terminal terminal)
    {
        var file = new Option<FileInfo?>("--vectors") { Description = "Vectors as 32-bit numbers, one after the other; without it clustered ones are made up" };
        var queryFile = new Option<FileInfo?>("--queries") { Description = "What to look for, in the same form" };
        var store = new Option<DirectoryInfo?>("--store") { Description = "Folder for the collection: it stays, and is searched as it is where it is there already" };
        var dimension = new Option<int>("--dimension") { Description = "Numbers of a vector", DefaultValueFactory = _ => 384 };
        var count = new Option<int>("--count") { Description = "How many vectors to make up", DefaultValueFactory = _ => 20_000 };
        var m = new Option<int>("--m") { Description = "Links of a vector on a level of the graph", DefaultValueFactory = _ => 16 };
        var construction = new Option<int>("--ef-construction") { Description = "Candidates looked at while a vector is linked", DefaultValueFactory = _ => 200 };
        var search = new Option<int[]>("--ef") { Description = "Candidates kept by a search", DefaultValueFactory = _ => [16, 32, 64, 128, 256], AllowMultipleArgumentsPerToken = true };
        var json = Options.Json();
        var command = new Command("vectors", "Recall and speed of the search by vector") { file, queryFile, store, dimension, count, m, construction, search, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var (numbers, made) = (parsed.GetValue(dimension), parsed.GetValue(count));
            var vectors = parsed.GetValue(file) is { } given
                ? VectorBenchmark.ReadVectors(given.FullName, numbers)
                : VectorBenchmark.GenerateClustered(made, numbers, seed: 1, made / 100);
            var queries = parsed.GetValue(queryFile) is { } asked
                ? VectorBenchmark.ReadVectors(asked.FullName, numbers)
                : VectorBenchmark.GenerateClustered(200, numbers, seed: 2, made / 100);
            var graph = new GraphOptions { M = parsed.GetValue(m), EfConstruction = parsed.GetValue(construction) };
            var figures = await VectorBenchmark.RunAsync(vectors, [.. queries], parsed.GetValue(search)!, graph, parsed.GetValue(store)?.FullName, cancel);
            if (parsed.GetValue(json)) terminal.Json(ToJson(figures));
            else Write(figures, terminal.Results);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(VectorFigures figures, IAnsiConsole console)
    {
        console.MarkupLineInterpolated(
            $"{figures.Vectors:N0} vectors of {figures.Dimension}{(figures.Build is { } build ? $" stored in {build.TotalSeconds:0.0} s" : "")}; a search goes through {figures.BytesPerVector:0} bytes a vector, {figures.BytesPerVector / (4 * figures.Dimension):0.00} of it in full");
        foreach (var point in figures.Points)
            console.MarkupLineInterpolated($"efSearch {point.EfSearch,4}: recall@10 {point.Recall:0.000}, {point.QueriesPerSecond:N0} queries a second");
    }

    private static JsonObject ToJson(VectorFigures figures) => new()
    {
        ["vectors"] = figures.Vectors,
        ["dimension"] = figures.Dimension,
        ["queries"] = figures.Queries,
        ["build_seconds"] = figures.Build is { } build ? Math.Round(build.TotalSeconds, 3) : null,
        ["open_seconds"] = Math.Round(figures.Open.TotalSeconds, 3),
        ["peak_resident_bytes"] = figures.PeakResident,
        ["bytes_per_vector"] = Math.Round(figures.BytesPerVector, 1),
        ["points"] = new JsonArray([.. figures.Points.Select(point => new JsonObject
        {
            ["ef"] = point.EfSearch,
            ["recall_at_10"] = Math.Round(point.Recall, 4),
            ["queries_per_second"] = Math.Round(point.QueriesPerSecond, 1),
        })]),
    };

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
