using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Embeddings;
using Rag.Encoders.Hub;
using Rag.Engine;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag embed</c>: what a model makes of texts, pictures and sound.</summary>
internal static class EmbedCommand
{
    /// <summary>Numbers of an embedding that are shown to a person.</summary>
    private const int Shown = 8;

    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var texts = new Argument<string[]>("text") { Description = "Texts; after -- where they begin with a dash or follow files", Arity = ArgumentArity.ZeroOrMore };
        var file = new Option<FileInfo?>("--file") { Description = "A file with a text in each line" };
        var images = new Option<string[]>("--image") { Description = "Files of pictures", AllowMultipleArgumentsPerToken = true };
        var recordings = new Option<string[]>("--audio") { Description = "Files of sound, or films for theirs; Whisper gives the mean of its encoder's states", AllowMultipleArgumentsPerToken = true };
        var model = Options.Model("The model that embeds (BERT, CLIP, Whisper): a name of 'rag models list' or a folder; without it those that come with rag");
        var output = new Option<FileInfo?>("--output", "-o") { Description = "Write the embeddings to this .npy file" };
        var json = Options.Json();
        var command = new Command("embed", "Embed texts, pictures and sound as vectors of length one") { texts, file, images, recordings, model, output, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var inputs = new EmbeddingInputs(
                [.. parsed.GetValue(file) is { } given ? Lines(given.FullName) : [], .. parsed.GetValue(texts)!], parsed.GetValue(images)!, parsed.GetValue(recordings)!);
            if (inputs.All.Count == 0) throw new BadInputException("nothing to embed: give texts, a --file, an --image or an --audio");
            using var opened = parsed.GetValue(model) is { } name ? library.Open(name) : inputs.OpenShipped(library);
            var vectors = await terminal.ProgressAsync("inputs", step => inputs.EmbedAsync(opened, done => step(done, inputs.All.Count), cancel));

            var npy = parsed.GetValue(output);
            if (npy is not null) NpyWriter.Write(npy.FullName, vectors, opened.Dimension);
            if (parsed.GetValue(json)) terminal.Json(ToJson(opened, inputs.All, vectors));
            else if (npy is null) Write(inputs.All, vectors, terminal.Results);
            else terminal.Results.WriteLine($"{vectors.Count:N0} embeddings of {opened.Dimension} numbers in {npy}");
            return ExitCode.Done;
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

    private static void Write(IReadOnlyList<string> inputs, IReadOnlyList<ReadOnlyMemory<float>> vectors, IAnsiConsole console)
    {
        foreach (var (input, vector) in inputs.Zip(vectors))
        {
            var first = string.Join(", ", vector[..Math.Min(Shown, vector.Length)].ToArray().Select(number => $"{number:0.0000}"));
            console.MarkupLineInterpolated($"[bold]{input}[/] [grey]{vector.Length} numbers:[/] {first}{(vector.Length > Shown ? ", …" : "")}");
        }
    }

    private static JsonObject ToJson(EmbeddingModel model, IReadOnlyList<string> inputs, IReadOnlyList<ReadOnlyMemory<float>> vectors) => new()
    {
        ["model"] = model.Name,
        ["dimension"] = model.Dimension,
        ["items"] = new JsonArray([.. inputs.Zip(vectors, (input, vector) => new JsonObject
        {
            ["input"] = input,
            ["embedding"] = new JsonArray([.. vector.ToArray().Select(number => (JsonNode)number)]),
        })]),
    };
}
