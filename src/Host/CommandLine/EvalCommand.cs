using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.Hub;
using Rag.Engine.Evaluation;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag eval qa|retrieval|images|caption|transcribe|align|gate|poison|judgement</c>: measures answers and rankings on data sets in their published layouts.</summary>
internal static class EvalCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library) => new("eval", "Measure answers or rankings on a data set")
    {
        EvalQaCommand.Create(terminal, library),
        Retrieval(terminal, library),
        EvalImagesCommand.Create(terminal, library),
        EvalCaptionCommand.Create(terminal, library),
        EvalTranscribeCommand.Create(terminal, library),
        EvalAlignCommand.Create(terminal, library),
        EvalReaderCommands.Gate(terminal, library),
        EvalReaderCommands.Poison(terminal, library),
        EvalReaderCommands.Judgement(terminal, library),
    };

    private static Command Retrieval(Terminal terminal, ModelLibrary library)
    {
        var data = new Option<string>("--data") { Description = "Folder in BEIR's layout: corpus.jsonl, queries.jsonl, qrels*.tsv", Required = true };
        var qrels = new Option<string?>("--qrels") { Description = "Which judgements, where the folder has several" };
        var ranked = new RankingChoice(library);
        var json = Options.Json();
        var command = new Command("retrieval", "nDCG, MRR and recall of a judged collection") { data, qrels, json };
        ranked.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var set = RetrievalSet.Read(parsed.GetValue(data)!, parsed.GetValue(qrels));
            using var encoder = ranked.Encoder(parsed);
            var figures = await terminal.ProgressAsync("documents and queries", step => RetrievalEvaluation.RunAsync(
                set, encoder, ranked.Options(parsed), new Step(step), cancel));
            Report(terminal, parsed.GetValue(json), ToJson(figures));
            return ExitCode.Done;
        });
        return command;
    }

    internal static void Report(Terminal terminal, bool json, JsonObject figures)
    {
        if (json)
        {
            terminal.Json(figures);
            return;
        }
        var table = new Table().Border(TableBorder.Rounded).AddColumn("figure").AddColumn(new TableColumn("value").RightAligned());
        foreach (var (name, value) in figures) table.AddRow(Markup.Escape(name), Markup.Escape(value?.ToString() ?? ""));
        terminal.Results.Write(table);
    }

    private static JsonObject ToJson(RetrievalFigures figures) => new()
    {
        ["n"] = figures.Queries,
        ["documents"] = figures.Documents,
        ["ndcg@10"] = Rounded(figures.Ndcg10),
        ["mrr@10"] = Rounded(figures.Mrr10),
        ["recall@5"] = Rounded(figures.Recall5),
        ["recall@20"] = Rounded(figures.Recall20),
        ["recall@100"] = Rounded(figures.Recall100),
        ["ingest_seconds"] = Math.Round(figures.Ingest.TotalSeconds, 2),
        ["search_p50_ms"] = Math.Round(figures.SearchP50.TotalMilliseconds, 3),
    };

    internal static double Rounded(double share) => Math.Round(share, 4);

    internal sealed class Step(Action<int, int> report) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => report(value.Done, value.Total);
    }
}
