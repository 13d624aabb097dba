using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Rag.Encoders.DataSets;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Ask;
using Rag.Engine.Evaluation;
using Rag.Memory;

namespace Rag.Host.CommandLine;

/// <summary><c>rag eval qa</c>: how well questions are answered, of sets in SQuAD's layout or over a folder of documents.</summary>
internal static class EvalQaCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var data = new Option<string[]>("--data") { Description = "Question sets in SQuAD's layout (SQuAD 1.1 or 2.0, CMRC 2018, DRCD), each measured by itself", AllowMultipleArgumentsPerToken = true };
        var documents = new Option<string?>("--docs") { Description = "A folder of documents to ask of instead, end to end; wants --questions" };
        var questions = new Option<string?>("--questions") { Description = "Its questions, one JSON object a line: question, answers ([] where nothing answers it)" };
        var open = new Option<bool>("--open") { Description = "Store and search all paragraphs instead of handing over the right one" };
        var memory = new Option<MemoryCondition>("--memory") { Description = "What the reader is given: what it should be, nothing, what another question would be, or the right paragraph" };
        memory.AcceptOnlyFromAmong("on", "off", "shuffled", "oracle");
        var gate = new Option<double?>("--gate") { Description = "Holds the gates of the built-in reader's decoder, 0 to 1; without it they open as they learned" };
        var guided = new Option<bool>("--guided") { Description = "The built-in reader's decoder is handed the spans' scores" };
        var passages = Options.PassageCount(5, "How many passages the reader sees with --open or --docs");
        var limit = Options.Limit();
        var reader = new ReaderChoice(library);
        var ranked = new RankingChoice(library);
        var json = Options.Json();
        var command = new Command("qa", "Exact match, F1, abstention, citations and hits of question sets") { data, documents, questions, open, memory, gate, guided, passages, limit, json };
        reader.AddTo(command);
        ranked.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var encoder = parsed.GetValue(documents) is not null || parsed.GetValue(open) ? ranked.Encoder(parsed) : null;
            using var weights = reader.OpenWeights(parsed, encoder);
            if (parsed.GetValue(documents) is { } folder)
            {
                var asked = DocumentQuestion.Read(parsed.GetValue(questions) ?? throw new BadInputException("--docs wants --questions FILE"));
                await using var store = new TemporaryMemory(new MemoryOptions { Encoder = encoder?.Encoder });
                await IngestCommand.RunAsync(store.Store, encoder, [folder], terminal, cancel);
                var reads = reader.Open(parsed, store.Store, weights, encoder, gate: parsed.GetValue(gate), guided: parsed.GetValue(guided));
                var engine = new RagEngine(store.Store, encoder, new RagOptions { Retrieval = ranked.Options(parsed) }, reads);
                var outcomes = await terminal.ProgressAsync("questions", step => DocumentEvaluation.RunAsync(
                    engine, [.. asked.Take(parsed.GetValue(limit) ?? int.MaxValue)], new AskOptions { Passages = parsed.GetValue(passages) }, step, cancel));
                EvalCommand.Report(terminal, parsed.GetValue(json), ToJson(outcomes));
                return ExitCode.Done;
            }

            var sets = parsed.GetValue(data)!;
            if (sets.Length == 0) throw new BadInputException("eval qa wants --data FILE, or --docs FOLDER and --questions FILE");
            var options = new QaEvaluationOptions
            {
                Open = parsed.GetValue(open),
                Limit = parsed.GetValue(limit),
                Passages = parsed.GetValue(passages),
                Memory = parsed.GetValue(memory),
                Encoder = encoder,
                Retrieval = ranked.Options(parsed),
                Reader = store => reader.Open(parsed, store, weights, encoder, demanded: true, gate: parsed.GetValue(gate), guided: parsed.GetValue(guided)),
                Threshold = weights?.Judgement.Threshold ?? new LexicalReaderOptions().Threshold,
            };
            var figures = new JsonObject();
            foreach (var path in sets)
            {
                var set = QuestionSet.Read(path);
                var clock = Stopwatch.StartNew();
                var measured = await terminal.ProgressAsync("paragraphs and questions", step => QaEvaluation.RunAsync(set, options, new EvalCommand.Step(step), cancel));
                figures[path] = ToJson(measured, options, set.IsChinese ? "zh" : "en", clock.Elapsed);
            }
            EvalCommand.Report(terminal, parsed.GetValue(json), sets.Length > 1 ? figures : figures[sets[0]]!.DeepClone().AsObject());
            return ExitCode.Done;
        });
        return command;
    }

    private static JsonObject ToJson(QaFigures figures, QaEvaluationOptions options, string language, TimeSpan elapsed)
    {
        var json = new JsonObject
        {
            ["n"] = figures.Questions,
            ["answerable"] = figures.Answerable,
            ["language"] = language,
            ["setting"] = options.Open ? "open" : "closed",
            ["memory"] = options.Memory.ToString().ToLowerInvariant(),
            ["em"] = EvalCommand.Rounded(figures.ExactMatch),
            ["f1"] = EvalCommand.Rounded(figures.F1),
            ["contains_answer"] = EvalCommand.Rounded(figures.ContainsAnswer),
            ["abstained"] = EvalCommand.Rounded(figures.Abstained),
            ["answers_in_citation"] = EvalCommand.Rounded(figures.AnswersInCitation),
            ["citation_precision"] = EvalCommand.Rounded(figures.CitationPrecision),
        };
        foreach (var (k, share) in figures.HitAt ?? new Dictionary<int, double>()) json[$"hit@{k}"] = EvalCommand.Rounded(share);
        var abstention = figures.Abstention;
        json["has_answer_f1"] = EvalCommand.Rounded(abstention.HasAnswerF1);
        json["no_answer_f1"] = EvalCommand.Rounded(abstention.NoAnswerF1);
        json["always_f1"] = EvalCommand.Rounded(abstention.AlwaysF1);
        json["never_f1"] = EvalCommand.Rounded(abstention.NeverF1);
        json["best_f1"] = EvalCommand.Rounded(abstention.BestF1);
        json["best_threshold"] = double.IsFinite(abstention.BestThreshold) ? EvalCommand.Rounded(abstention.BestThreshold) : null;
        foreach (var (share, precision) in abstention.PrecisionAt) json[$"f1@{share:0.00}"] = EvalCommand.Rounded(precision);
        json["p50_ms"] = Math.Round(figures.P50.TotalMilliseconds, 2);
        json["p95_ms"] = Math.Round(figures.P95.TotalMilliseconds, 2);
        json["seconds"] = Math.Round(elapsed.TotalSeconds, 2);
        return json;
    }

    private static JsonObject ToJson(IReadOnlyList<DocumentOutcome> outcomes)
    {
        var (answerable, unanswerable) = (outcomes.Where(outcome => outcome.Question.Answers.Count > 0).ToList(), outcomes.Count(outcome => outcome.Question.Answers.Count == 0));
        return new JsonObject
        {
            ["n"] = outcomes.Count,
            ["answerable"] = answerable.Count,
            ["right"] = answerable.Count(outcome => outcome.IsRight),
            ["abstained"] = answerable.Count(outcome => outcome.Answer.Abstained),
            ["unanswerable"] = unanswerable,
            ["refused"] = outcomes.Count(outcome => outcome.IsRight) - answerable.Count(outcome => outcome.IsRight),
            ["outcomes"] = new JsonArray([.. outcomes.Select(outcome => new JsonObject
            {
                ["question"] = outcome.Question.Question,
                ["right"] = outcome.IsRight,
                ["answer"] = outcome.Answer.Text,
                ["confidence"] = EvalCommand.Rounded(outcome.Answer.Confidence),
                ["cited"] = outcome.Answer.Citations is [var first, ..] ? first.Text : null,
                ["source"] = outcome.Answer.Citations is [var cited, ..] ? cited.Source : null,
                ["notes"] = string.Join("; ", outcome.Answer.Notes),
            })]),
        };
    }
}
