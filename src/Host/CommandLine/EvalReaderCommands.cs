using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.DataSets;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Ask;
using Rag.Engine.Evaluation;

namespace Rag.Host.CommandLine;

/// <summary><c>rag eval gate|poison|confidence</c>: what goes on inside the built-in reader.</summary>
internal static class EvalReaderCommands
{
    public static Command Gate(Terminal terminal, ModelLibrary library)
    {
        var (data, limit, reader, json) = (Data(), Options.Limit(), new ReaderChoice(library), Options.Json());
        var command = new Command("gate", "How far the decoder's gates open for memory that helps, that does not, and that is empty") { data, limit, json };
        reader.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            using var weights = Required(reader, parsed);
            var set = QuestionSet.Read(parsed.GetValue(data)![0]);
            var figures = terminal.Progress("questions", step => GateEvaluation.Run(set, weights.Reader, parsed.GetValue(limit), new EvalCommand.Step(step), cancel));
            EvalCommand.Report(terminal, parsed.GetValue(json), new JsonObject
            {
                ["n"] = figures.Questions,
                ["gold"] = Gates(figures.Gold),
                ["distractor"] = Gates(figures.Distractor),
                ["empty"] = Gates(figures.Empty),
            });
            return Task.FromResult(ExitCode.Done);
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
            using var weights = Required(reader, parsed);
            using var encoder = model.Open(parsed);
            var set = QuestionSet.Read(parsed.GetValue(data)![0]);
            var figures = await terminal.ProgressAsync("questions", step => PoisonEvaluation.RunAsync(
                set, (memory, echo) => new BuiltInReader(weights.Reader, weights.Confidence, memory, new BuiltInReaderOptions { EchoPenalty = echo, Threshold = 0 }),
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

    public static Command Confidence(Terminal terminal, ModelLibrary library)
    {
        var (data, limit, reader, model, json) = (Data(), Options.Limit(), new ReaderChoice(library), new ModelChoice(library), Options.Json());
        var passages = Options.PassageCount(new AskOptions().Passages, "How many passages the reader sees");
        var output = new Option<string?>("-o") { Description = "The reader's folder, whose confidence.json is written" };
        var command = new Command("confidence", "Fit how the reader's answers are judged, on questions it has not learned from") { data, limit, passages, output, json };
        reader.AddTo(command);
        model.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            using var weights = Required(reader, parsed);
            using var encoder = model.Open(parsed);
            var sets = parsed.GetValue(data)!.Select(QuestionSet.Read).ToList();
            var (fitted, answers, right) = terminal.Progress("questions", step => ConfidenceFit.Run(
                sets, weights.Reader, encoder, parsed.GetValue(passages), parsed.GetValue(limit) ?? 1000, new EvalCommand.Step(step), cancel));
            if (parsed.GetValue(output) is { } folder) fitted.Write(folder);
            EvalCommand.Report(terminal, parsed.GetValue(json), new JsonObject
            {
                ["answers"] = answers,
                ["right"] = EvalCommand.Rounded(right),
                ["weights"] = new JsonArray([.. fitted.Weights.Select(weight => (JsonNode)EvalCommand.Rounded(weight))]),
                ["threshold"] = EvalCommand.Rounded(fitted.Threshold),
            });
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Option<string[]> Data() => new("--data") { Description = "Question sets in SQuAD's layout", Required = true, AllowMultipleArgumentsPerToken = true };

    private static ReaderWeights Required(ReaderChoice reader, ParseResult parsed) => reader.OpenWeights(parsed)
        ?? throw new BadInputException("no reader comes with this build of rag: name a folder with --reader-model");

    private static JsonArray Gates(IReadOnlyList<double[]> layers) =>
        new([.. layers.Select(layer => new JsonArray([.. layer.Select(gate => (JsonNode)EvalCommand.Rounded(gate))]))]);
}
