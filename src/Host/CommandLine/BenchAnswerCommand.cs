using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.DataSets;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Evaluation;

namespace Rag.Host.CommandLine;

/// <summary><c>rag bench answer</c>: how long an answer takes with stored states, and with passages encoded anew.</summary>
internal static class BenchAnswerCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var data = new Option<string[]>("--data") { Description = "Question sets in SQuAD's layout whose paragraphs are stored and questions asked", Required = true, AllowMultipleArgumentsPerToken = true };
        var count = new Option<int>("--count") { Description = "Passages that are stored", DefaultValueFactory = _ => 20_000 };
        var asked = new Option<int>("--questions") { Description = "Questions that are asked", DefaultValueFactory = _ => 100 };
        var (reader, model, json) = (new ReaderChoice(library), new ModelChoice(library), Options.Json());
        var command = new Command("answer", "Time of an answer, with stored states and without") { data, count, asked, json };
        reader.AddTo(command);
        model.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var encoder = model.Open(parsed) ?? throw new BadInputException("an answer is timed with embeddings: name a model with --model");
            using var weights = reader.OpenWeights(parsed, encoder) ?? throw new BadInputException("this measures the reader that learned: add --reader span, or --reader-model FOLDER");
            var sets = parsed.GetValue(data)!.Select(QuestionSet.Read).ToList();
            List<string> passages = [.. sets.SelectMany(set => set.Paragraphs).Take(parsed.GetValue(count))];
            List<string> questions = [.. sets.SelectMany(set => set.Questions).Take(parsed.GetValue(asked)).Select(question => question.Text)];
            var times = await terminal.ProgressAsync("passages", step => AnswerBenchmark.RunAsync(
                passages, questions, weights.Reader, encoder, done => step(done, passages.Count), cancel));
            EvalCommand.Report(terminal, parsed.GetValue(json), new JsonObject
            {
                ["passages"] = times.Passages,
                ["questions"] = times.Questions,
                ["ingest_seconds"] = Math.Round(times.Ingest.TotalSeconds, 1),
                ["stored_p50_ms"] = Math.Round(times.Stored.TotalMilliseconds, 1),
                ["encoded_p50_ms"] = Math.Round(times.Encoded.TotalMilliseconds, 1),
                ["state_bytes"] = times.StateBytes,
            });
            return ExitCode.Done;
        });
        return command;
    }
}
