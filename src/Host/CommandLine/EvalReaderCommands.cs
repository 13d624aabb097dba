using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.DataSets;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Ask;
using Rag.Engine.Ask.BuiltIn;
using Rag.Engine.Evaluation;
using Rag.Engine.Retrieval;
using Rag.Memory;

namespace Rag.Host.CommandLine;

/// <summary><c>rag eval gate|poison|judgement</c>: what goes on inside the built-in reader.</summary>
internal static class EvalReaderCommands
{
    public static Command Gate(Terminal terminal, ModelLibrary library)
    {
        var (data, limit, reader, json) = (Data(), Options.Limit(), new ReaderChoice(library), Options.Json());
        var text = new Option<string?>("--text") { Description = "A book, for the perplexity of its text with memory on, off and shuffled" };
        var command = new Command("gate", "How far the decoder's gates open for memory that helps, that does not, and that is empty") { data, text, limit, json };
        reader.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var weights = Required(reader, parsed, null);
            var set = QuestionSet.Read(parsed.GetValue(data)![0]);
            var figures = terminal.Progress("questions", step => GateEvaluation.Run(set, weights.Reader, parsed.GetValue(limit), new EvalCommand.Step(step), cancel));
            var report = new JsonObject
            {
                ["n"] = figures.Questions,
                ["gold"] = Gates(figures.Gold),
                ["distractor"] = Gates(figures.Distractor),
                ["empty"] = Gates(figures.Empty),
            };
            if (parsed.GetValue(text) is { } book)
            {
                var running = ReadText(book);
                var perplexity = await terminal.ProgressAsync("places", step => RunningTextEvaluation.RunAsync(
                    running, weights.Reader, parsed.GetValue(limit) ?? 200, new EvalCommand.Step(step), cancel));
                report["perplexity"] = new JsonObject { ["pieces"] = perplexity.Pieces, ["on"] = Math.Round(perplexity.On, 1), ["off"] = Math.Round(perplexity.Off, 1), ["shuffled"] = Math.Round(perplexity.Shuffled, 1) };
            }
            EvalCommand.Report(terminal, parsed.GetValue(json), report);
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Poison(Terminal terminal, ModelLibrary library)
    {
        var (data, limit, reader, model, json) = (Data(), Options.Limit(), new ReaderChoice(library), new ModelChoice(library), Options.Json());
        var command = new Command("poison", "How often a planted wrong answer is given, with each defence on and off") { data, limit, json };
        reader.AddTo(command);
        model.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var encoder = model.Open(parsed);
            using var weights = Required(reader, parsed, encoder);
            var set = QuestionSet.Read(parsed.GetValue(data)![0]);
            var figures = await terminal.ProgressAsync("questions", step => PoisonEvaluation.RunAsync(
                set, (memory, echo) => new BuiltInReader(weights.Reader, weights.Judgement, memory, encoder, new BuiltInReaderOptions { EchoPenalty = echo, Threshold = 0 }),
                encoder, parsed.GetValue(limit) ?? int.MaxValue, new EvalCommand.Step(step), cancel));
            EvalCommand.Report(terminal, parsed.GetValue(json), new JsonObject(figures.Select(defence => KeyValuePair.Create(defence.Defence, (JsonNode?)new JsonObject(
            [
                KeyValuePair.Create("clean_f1", (JsonNode?)EvalCommand.Rounded(defence.CleanF1)),
                .. defence.Adopted.Select(planted => KeyValuePair.Create($"adopted_of_{planted.Key}", (JsonNode?)EvalCommand.Rounded(planted.Value))),
            ])))));
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Judgement(Terminal terminal, ModelLibrary library)
    {
        var (limit, reader, model, json) = (Options.Limit(), new ReaderChoice(library), new ModelChoice(library), Options.Json());
        var data = new Option<string[]>("--data") { Description = "Question sets in SQuAD's layout", AllowMultipleArgumentsPerToken = true };
        var documents = new Option<string[]>("--docs") { Description = "Folders of documents to ask of", AllowMultipleArgumentsPerToken = true };
        var questions = new Option<string[]>("--questions") { Description = "Their questions, a file each: one JSON object a line, with question and answers", AllowMultipleArgumentsPerToken = true };
        var passages = Options.PassageCount(new AskOptions().Passages, "How many passages the reader sees");
        var output = new Option<string?>("-o") { Description = $"The reader's folder, whose {Engine.Ask.BuiltIn.Judgement.FileName} is written" };
        var command = new Command("judgement", "Fit how the reader's answers are chosen and judged, on questions it has not learned from") { data, documents, questions, limit, passages, output, json };
        reader.AddTo(command);
        model.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var (folders, files) = (parsed.GetValue(documents)!, parsed.GetValue(questions)!);
            if (folders.Length != files.Length) throw new BadInputException("--docs and --questions go together: as many files of questions as folders");
            using var encoder = model.Open(parsed);
            using var weights = Required(reader, parsed, encoder);
            var fit = new JudgementFit(weights.Reader, encoder, parsed.GetValue(passages));
            foreach (var path in parsed.GetValue(data)!)
            {
                var set = QuestionSet.Read(path);
                await terminal.ProgressAsync($"questions of {path}", step => fit.AskAsync(set, parsed.GetValue(limit) ?? 1000, new EvalCommand.Step(step), cancel));
            }
            foreach (var (folder, file) in folders.Zip(files))
            {
                var asked = DocumentQuestion.Read(file);
                await using var memory = new TemporaryMemory(new MemoryOptions { Encoder = encoder?.Encoder });
                await IngestCommand.RunAsync(memory.Store, encoder, [folder], terminal, cancel);
                await terminal.ProgressAsync($"questions of {file}", step => fit.AskAsync(memory.Store, asked, new EvalCommand.Step(step), cancel));
            }
            var fitted = fit.Fit();
            if (parsed.GetValue(output) is { } target) fitted.Judgement.Write(target);
            EvalCommand.Report(terminal, parsed.GetValue(json), new JsonObject
            {
                ["questions"] = fitted.Questions,
                ["held"] = fitted.Held,
                ["right_before"] = fitted.Before,
                ["right"] = fitted.Right,
                ["choice"] = Numbers(fitted.Judgement.Choice),
                ["confidence"] = Numbers(fitted.Judgement.Confidence),
                ["threshold"] = EvalCommand.Rounded(fitted.Judgement.Threshold),
            });
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string[]> Data() => new("--data") { Description = "Question sets in SQuAD's layout", Required = true, AllowMultipleArgumentsPerToken = true };

    private static ReaderWeights Required(ReaderChoice reader, ParseResult parsed, PassageEncoder? encoder) => reader.OpenWeights(parsed, encoder)
        ?? throw new BadInputException("this measures the reader that learned: add --reader span, or --reader-model FOLDER");

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--text {path}: {e.Message}");
        }
    }

    private static JsonArray Gates(IReadOnlyList<double[]> layers) => new([.. layers.Select(Numbers)]);

    private static JsonArray Numbers(IReadOnlyList<double> numbers) => new([.. numbers.Select(number => (JsonNode)EvalCommand.Rounded(number))]);
}
