using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Ask;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag ask QUESTION</c>: an answer with its citations, or "not in the collection" and exit code 3.</summary>
internal static class AskCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var question = new Argument<string>("question") { Description = "What you want to know" };
        var passages = Options.PassageCount(5, "How many passages the reader sees");
        var reader = Options.Reader();
        var json = Options.Json();
        var location = new MemoryLocation();
        var model = new ModelChoice(library);
        var command = new Command("ask", "Answer a question from the collection, citing where the answer stands") { question, passages, reader, json };
        location.AddTo(command);
        model.AddTo(command);
        command.SetAction(parsed =>
        {
            using var memory = location.Open(parsed);
            using var encoder = model.OfCollection(parsed, memory);
            var answer = new RagEngine(memory, encoder).Ask(parsed.GetValue(question)!, parsed.GetValue(passages));
            MemoryLocation.Report(memory.Damages, terminal);
            if (parsed.GetValue(json)) terminal.Json(ToJson(answer));
            else Write(answer, terminal.Results, Directory.GetCurrentDirectory());
            return answer.Abstained ? ExitCode.NotFound : ExitCode.Done;
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

        if (answer.Abstained && answer.Citations.Count > 0) console.MarkupLine("[grey]What came closest:[/]");
        foreach (var (i, citation) in answer.Citations.Index())
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[green]{i + 1}[/] {SourcePlace.Describe(citation.Source, citation.Start, citation.End, citation.Page, folder)}");
            console.Write(new Padder(new Text($"“{OneLine(citation.Text)}”"), new Padding(2, 0, 0, 0)));
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static JsonObject ToJson(Answer answer) => new()
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
        })]),
        ["timings_ms"] = new JsonObject(answer.Timings.Select(
            stage => KeyValuePair.Create(stage.Key, (JsonNode?)Math.Round(stage.Value.TotalMilliseconds, 3)))),
    };
}
