using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Ask;
using Rag.Memory;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag ask QUESTION</c>: an answer with its citations, or "not in the collection" and exit code 3.</summary>
internal static class AskCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var question = new Argument<string>("question") { Description = "What you want to know" };
        var passages = Options.PassageCount(new AskOptions().Passages, "How many passages the reader sees");
        var reader = new ReaderChoice(library);
        var json = Options.Json();
        var location = new MemoryLocation();
        var model = new ModelChoice(library);
        var command = new Command("ask", "Answer a question from the collection, citing where the answer stands") { question, passages, json };
        location.AddTo(command);
        model.AddTo(command);
        reader.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            await using var memory = await location.OpenAsync(parsed, cancel);
            using var encoder = reader.IsServer(parsed) ? model.Recorded(memory) : await model.OfCollectionAsync(parsed, memory, cancel);
            using var weights = reader.OpenWeights(parsed, encoder);
            var options = new AskOptions { Passages = parsed.GetValue(passages) };
            var answer = await new RagEngine(memory, encoder, reader: reader.Open(parsed, memory, weights, encoder, model.Name(parsed))).AskAsync(parsed.GetValue(question)!, options, cancel);
            MemoryLocation.Report(memory.Damages, terminal);
            if (parsed.GetValue(json)) terminal.Json(ToJson(answer, memory.Damages));
            else Write(answer, terminal.Results, Directory.GetCurrentDirectory());
            return answer.Abstained ? MemoryLocation.NotFound(memory.Damages) : ExitCode.Done;
        });
        return command;
    }

    /// <summary>Shows an answer to a person; sources below <paramref name="folder"/> are shown relative to it.</summary>
    public static void Write(Answer answer, IAnsiConsole console, string folder)
    {
        var milliseconds = answer.Timings.Values.Sum(time => time.TotalMilliseconds);
        if (answer.Abstained) console.MarkupLine("[yellow]not in the collection[/]");
        else console.MarkupLineInterpolated($"[bold]{OneLine(answer.Text!)}[/]");
        console.MarkupLineInterpolated($"[grey]{answer.Reader} reader, confidence {answer.Confidence:0.00}, {milliseconds:0.0} ms[/]");

        foreach (var note in answer.Notes) console.MarkupLineInterpolated($"[grey]{note}[/]");
        if (answer.Abstained && answer.Citations.Count > 0) console.MarkupLine("[grey]What came closest:[/]");
        foreach (var (i, citation) in answer.Citations.Index())
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[green]{i + 1}[/] {SourcePlace.Describe(citation.Source, citation.Start, citation.End, citation.Page, folder)}");
            console.Write(new Padder(new Text($"“{OneLine(citation.Text)}”"), new Padding(2, 0, 0, 0)));
            SourcePlace.WriteCopies(citation.AlsoIn, console, folder);
        }
    }

    /// <summary>A text of several lines as a terminal shows it: in one.</summary>
    public static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static JsonObject ToJson(Answer answer, IReadOnlyList<Damage> damages) => new()
    {
        ["question"] = answer.Question,
        ["answer"] = answer.Text,
        ["abstained"] = answer.Abstained,
        ["confidence"] = Math.Round(answer.Confidence, 4),
        ["reader"] = answer.Reader,
        ["citations"] = new JsonArray([.. answer.Citations.Select(citation => new JsonObject
        {
            ["source"] = citation.Source,
            ["start"] = citation.Start,
            ["end"] = citation.End,
            ["page"] = citation.Page,
            ["text"] = citation.Text,
            ["score"] = Math.Round(citation.Score, 4),
            ["also_in"] = SourcePlace.ToJson(citation.AlsoIn),
        })]),
        ["weights"] = new JsonObject(answer.Weights.Select(source => KeyValuePair.Create(source.Key, (JsonNode?)Math.Round(source.Value, 4)))),
        ["gates"] = new JsonArray([.. answer.Gates.Select(layer => new JsonArray([.. layer.Select(gate => (JsonNode)Math.Round(gate, 4))]))]),
        ["notes"] = new JsonArray([.. answer.Notes.Select(note => (JsonNode)note)]),
        ["damages"] = MemoryLocation.ToJson(damages),
        ["timings_ms"] = new JsonObject(answer.Timings.Select(
            stage => KeyValuePair.Create(stage.Key, (JsonNode?)Math.Round(stage.Value.TotalMilliseconds, 3)))),
    };
}
