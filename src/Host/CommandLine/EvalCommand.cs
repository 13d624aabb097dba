using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Rag.Encoders.DataSets;
using Rag.Encoders.Hub;
using Rag.Encoders.Text.Embeddings;
using Rag.Engine;
using Rag.Engine.Evaluation;
using Rag.Engine.Retrieval;
using Rag.Memory;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag eval qa|retrieval|images</c>: measures answers and rankings on data sets in their published layouts.</summary>
internal static class EvalCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library) => new("eval", "Measure answers or rankings on a data set")
    {
        Qa(terminal, library),
        Retrieval(terminal, library),
        EvalImagesCommand.Create(terminal, library),
    };

    private static Command Qa(Terminal terminal, ModelLibrary library)
    {
        var data = new Option<string>("--data") { Description = "Question set in SQuAD's layout (SQuAD 1.1 or 2.0, CMRC 2018, DRCD)", Required = true };
        var open = new Option<bool>("--open") { Description = "Store and search all paragraphs instead of handing over the right one" };
        var passages = Options.PassageCount(5, "How many passages the reader sees with --open");
        var limit = Options.Limit();
        var reader = Options.Reader();
        var ranked = new RankingChoice(library);
        var json = Options.Json();
        var command = new Command("qa", "Exact match, F1 and hits of a question set") { data, open, passages, limit, reader, json };
        ranked.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var set = QuestionSet.Read(parsed.GetValue(data)!);
            using var encoder = parsed.GetValue(open) ? ranked.Encoder(parsed) : null;
            var options = new QaEvaluationOptions
            {
                Encoder = encoder,
                Engine = new RagOptions { Retrieval = ranked.Options(parsed) },
                Open = parsed.GetValue(open),
                Limit = parsed.GetValue(limit),
                Passages = parsed.GetValue(passages),
            };
            var clock = Stopwatch.StartNew();
            var figures = terminal.Progress("paragraphs and questions", step => QaEvaluation.Run(set, options, new Step(step), cancel));
            Report(terminal, parsed.GetValue(json), ToJson(figures, parsed.GetValue(reader)!, options.Open, clock.Elapsed));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Retrieval(Terminal terminal, ModelLibrary library)
    {
        var data = new Option<string>("--data") { Description = "Folder in BEIR's layout: corpus.jsonl, queries.jsonl, qrels*.tsv", Required = true };
        var qrels = new Option<string?>("--qrels") { Description = "Which judgements, where the folder has several" };
        var ranked = new RankingChoice(library);
        var json = Options.Json();
        var command = new Command("retrieval", "nDCG, MRR and recall of a judged collection") { data, qrels, json };
        ranked.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            var set = RetrievalSet.Read(parsed.GetValue(data)!, parsed.GetValue(qrels));
            using var encoder = ranked.Encoder(parsed);
            var figures = terminal.Progress("documents and queries", step => RetrievalEvaluation.Run(
                set, encoder, ranked.Options(parsed), new Step(step), cancel));
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

    /// <summary>The options that say how an evaluation ranks.</summary>
    private sealed class RankingChoice(ModelLibrary library)
    {
        private readonly ModelChoice _model = new(library);
        private readonly Option<LongTexts> _longTexts = new("--long-texts")
        {
            Description = "How texts over the model's length are embedded: cut, as in published figures, or by the mean of windows, as they are ingested",
            DefaultValueFactory = _ => LongTexts.Cut,
        };

        private readonly Option<Ranking> _ranking = CommandLine.Options.Ranking();
        private readonly Option<double?> _weight = new("--vector-weight") { Description = "What a cosine counts beside BM25 in a hybrid ranking" };

        public void AddTo(Command command)
        {
            _model.AddTo(command);
            _longTexts.AcceptOnlyFromAmong("cut", "windows");
            command.Options.Add(_longTexts);
            command.Options.Add(_ranking);
            command.Options.Add(_weight);
        }

        public PassageEncoder? Encoder(ParseResult parsed) => parsed.GetValue(_ranking) == Ranking.Words
            ? null
            : _model.Open(parsed, new TextEncoderOptions { LongTexts = parsed.GetValue(_longTexts) });

        public RetrievalOptions Options(ParseResult parsed) => new()
        {
            Ranking = parsed.GetValue(_ranking),
            Fusion = parsed.GetValue(_weight) is { } weight ? Fusion.Raw(vector: weight) : Fusion.Raw(),
        };
    }

    internal sealed class Step(Action<int, int> report) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => report(value.Done, value.Total);
    }
}
