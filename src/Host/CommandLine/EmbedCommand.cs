using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;
using Rag.Engine;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag embed TEXT...</c>: what a model makes of texts.</summary>
internal static class EmbedCommand
{
    public static Command Create(Terminal terminal)
    {
        var texts = new Argument<string[]>("text") { Description = "Texts; after -- those that begin with a dash", Arity = ArgumentArity.ZeroOrMore };
        var file = new Option<FileInfo?>("--file") { Description = "A file with a text in each line" };
        var output = new Option<FileInfo?>("-o") { Description = "Write the embeddings to this .npy file" };
        var model = new ModelChoice();
        var json = Options.Json();
        var command = new Command("embed", "Unit-length embeddings of texts") { texts, file, output, json };
        model.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            string[] inputs = [.. parsed.GetValue(file) is { } given ? Lines(given.FullName) : [], .. parsed.GetValue(texts)!];
            if (inputs.Length == 0) throw new BadInputException("nothing to embed: give texts, or a --file");
            using var encoder = model.Open(parsed) ?? throw new BadInputException("there is no model to embed with: name one with --model");
            var vectors = terminal.Progress("texts", step => encoder.Embed(inputs, done => step(done, inputs.Length), cancel));

            if (parsed.GetValue(output) is { } npy) NpyWriter.Write(npy.FullName, vectors, encoder.Encoder.Dimension);
            if (parsed.GetValue(json)) terminal.Json(ToJson(encoder.Encoder, inputs, vectors));
            else if (parsed.GetValue(output) is null) Write(inputs, vectors, terminal.Results);
            else terminal.Results.WriteLine($"{vectors.Count:N0} embeddings of {encoder.Encoder.Dimension} numbers in {parsed.GetValue(output)}");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: {e.Message}");
        }
    }

    private static void Write(string[] inputs, IReadOnlyList<ReadOnlyMemory<float>> vectors, IAnsiConsole console)
    {
        foreach (var (input, vector) in inputs.Zip(vectors))
        {
            var first = string.Join(", ", vector[..Math.Min(8, vector.Length)].ToArray().Select(number => $"{number:0.0000}"));
            console.MarkupLineInterpolated($"[bold]{input}[/] [grey]{vector.Length} numbers:[/] {first}, …");
        }
    }

    private static JsonObject ToJson(Memory.Encoder encoder, string[] inputs, IReadOnlyList<ReadOnlyMemory<float>> vectors) => new()
    {
        ["model"] = encoder.Name,
        ["dimension"] = encoder.Dimension,
        ["items"] = new JsonArray([.. inputs.Zip(vectors, (input, vector) => new JsonObject
        {
            ["input"] = input,
            ["embedding"] = new JsonArray([.. vector.ToArray().Select(number => (JsonNode)number)]),
        })]),
    };
}
