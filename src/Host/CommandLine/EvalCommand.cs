using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Rag.Engine.Evaluation;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag eval qa|retrieval|images</c>: measures answers and rankings on data sets in their published layouts.</summary>
internal static class EvalCommand
{
    public static Command Create(Terminal terminal) => new("eval", "Measure answers or rankings on a data set")
    {
        Qa(terminal),
        Retrieval(terminal),
        EvalImagesCommand.Create(terminal),
    };

    private static Command Qa(Terminal terminal)
    {
        var data = new Option<string>("--data") { Description = "Question set in SQuAD's layout (SQuAD 1.1 or 2.0, CMRC 2018, DRCD)", Required = true };
        var open = new Option<bool>("--open") { Description = "Store and search all paragraphs instead of handing over the right one" };
        var passages = Options.PassageCount(5, "How many passages the reader sees with --open");
        var limit = Options.Limit();
        var reader = Options.Reader();
        var json = Options.Json();
        var command = new Command("qa", "Exact match, F1 and hits of a question set") { data, open, passages, limit, reader, json };
        command.SetAction((parsed, cancel) =>
        {
            var set = QuestionSet.Read(parsed.GetValue(data)!);
            var options = new QaEvaluationOptions
            {
                Open = parsed.GetValue(open),
                Limit = parsed.GetValue(limit),
                Passages = parsed.GetValue(passages),
            };
            var clock = Stopwatch.StartNew();
            var figures = terminal.Progress("questions", step => QaEvaluation.Run(set, options, new Step(step), cancel));
            Report(terminal, parsed.GetValue(json), ToJson(figures, parsed.GetValue(reader)!, options.Open, clock.Elapsed));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Retrieval(Terminal terminal)
    {
        var data = new Option<string>("--data") { Description = "Folder in BEIR's layout: corpus.jsonl, queries.jsonl, qrels*.tsv", Required = true };
        var qrels = new Option<string?>("--qrels") { Description = "Which judgements, where the folder has several" };
        var json = Options.Json();
        var command = new Command("retrieval", "nDCG, MRR and recall of a judged collection") { data, qrels, json };
        command.SetAction((parsed, cancel) =>
        {
            var set = RetrievalSet.Read(parsed.GetValue(data)!, parsed.GetValue(qrels));
            var figures = terminal.Progress("queries", step => RetrievalEvaluation.Run(set, progress: new Step(step), cancel: cancel));
            Report(terminal, parsed.GetValue(json), ToJson(figures));
            return Task.FromResult(ExitCode.Done);
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

    private static JsonObject ToJson(QaFigures figures, string reader, bool open, TimeSpan elapsed)
    {
        var json = new JsonObject
        {
            ["n"] = figures.Questions,
            ["answerable"] = figures.Answerable,
            ["setting"] = open ? "open" : "closed",
            ["reader"] = reader,
            ["em"] = Rounded(figures.ExactMatch),
            ["f1"] = Rounded(figures.F1),
            ["contains_answer"] = Rounded(figures.ContainsAnswer),
            ["abstained"] = Rounded(figures.Abstained),
        };
        foreach (var (k, share) in figures.HitAt ?? new Dictionary<int, double>()) json[$"hit@{k}"] = Rounded(share);
        json["seconds"] = Math.Round(elapsed.TotalSeconds, 2);
        return json;
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
