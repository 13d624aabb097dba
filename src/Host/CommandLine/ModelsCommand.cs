using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.Checkpoints;
using Rag.Encoders.Hub;
using Rag.Encoders.Text.Tokenizers;
using Rag.Engine;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag models list|pull|verify|inspect</c>: the models at hand, and how more come.</summary>
internal static class ModelsCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library) => new("models", $"Look after the models; pulled ones lie in {library.Root} (RAG_MODELS names another folder)")
    {
        List(terminal, library), Pull(terminal, library), Verify(terminal, library), Inspect(terminal, library),
    };

    private static Command List(Terminal terminal, ModelLibrary library)
    {
        var json = Options.Json();
        var command = new Command("list", "The models that come with rag and those that were pulled") { json };
        command.SetAction(parsed =>
        {
            var models = library.List();
            if (parsed.GetValue(json)) terminal.Json(new JsonObject { ["models"] = new JsonArray([.. models.Select(ToJson)]) });
            else if (models.Count == 0) terminal.Results.WriteLine("No models; 'rag models pull OWNER/NAME' gets one.");
            foreach (var model in parsed.GetValue(json) ? [] : models)
            {
                var origin = model.Pulled is { } pulled ? $"{pulled.Endpoint} {pulled.Revision} {pulled.Commit?[..Math.Min(8, pulled.Commit.Length)]}".TrimEnd() : "comes with rag";
                terminal.Results.MarkupLineInterpolated($"[bold]{model.Name}[/]  {Megabytes(model.Size)}  [grey]{origin}  {model.Folder}[/]");
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Pull(Terminal terminal, ModelLibrary library)
    {
        var name = new Argument<string>("name") { Description = "What the hub calls it, as in sentence-transformers/all-MiniLM-L6-v2" };
        var revision = new Option<string>("--revision") { Description = "A branch, tag or commit", DefaultValueFactory = _ => "main" };
        var endpoint = new Option<string>("--endpoint")
        {
            Description = "The hub's address; else HF_ENDPOINT says it",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("HF_ENDPOINT") is { Length: > 0 } set ? set : "https://huggingface.co",
        };
        var token = new Option<string?>("--token") { Description = "For models that are not open to all; better in HF_TOKEN, where no list of processes shows it" };
        var json = Options.Json();
        var command = new Command("pull", "Get a model; one that was stopped goes on where it was") { name, revision, endpoint, token, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var options = new HubOptions
            {
                Endpoint = Address(parsed.GetValue(endpoint)!),
                Token = parsed.GetValue(token) ?? (Environment.GetEnvironmentVariable("HF_TOKEN") is { Length: > 0 } set ? set : null),
            };
            var folder = library.FolderOf(parsed.GetValue(name)!);
            var model = await terminal.ProgressAsync("MB", step => new ModelPull(options).Run(
                parsed.GetValue(name)!, parsed.GetValue(revision)!, folder,
                new Step(progress => step((int)(progress.Done >> 20), (int)(progress.Total >> 20))), cancel));
            if (parsed.GetValue(json)) terminal.Json(ToJson(new LibraryModel(library.NameOf(folder), folder, model)));
            else terminal.Results.WriteLine($"{model.Name}: {model.Files.Count} files, {Megabytes(model.Size)}, in {folder}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Verify(Terminal terminal, ModelLibrary library)
    {
        var names = new Argument<string[]>("name") { Description = "Names or folders of pulled models; all where none is given", Arity = ArgumentArity.ZeroOrMore };
        var json = Options.Json();
        var command = new Command("verify", "Hash the files of pulled models again and compare them with what came") { names, json };
        command.SetAction((parsed, cancel) =>
        {
            var folders = parsed.GetValue(names) is { Length: > 0 } given
                ? given.Select(library.Find).ToList()
                : [.. library.List().Where(model => model.Pulled is not null).Select(model => model.Folder)];
            var problems = folders.SelectMany(folder => Problems(folder, terminal, cancel)).ToList();
            foreach (var problem in problems) terminal.Problem(problem);
            if (parsed.GetValue(json))
            {
                terminal.Json(new JsonObject
                {
                    ["models"] = new JsonArray([.. folders.Select(folder => (JsonNode)library.NameOf(folder))]),
                    ["problems"] = new JsonArray([.. problems.Select(problem => (JsonNode)problem)]),
                });
            }
            else if (problems.Count == 0) terminal.Results.WriteLine($"{folders.Count} verified: all is well.");
            return Task.FromResult(problems.Count == 0 ? ExitCode.Done : ExitCode.Failed);
        });
        return command;
    }

    private static Command Inspect(Terminal terminal, ModelLibrary library)
    {
        var name = new Argument<string>("model") { Description = "A model's name or folder; one with a tokenizer only will do" };
        var texts = new Option<string[]>("--text") { Description = "Texts to show the tokens of", AllowMultipleArgumentsPerToken = true };
        var json = Options.Json();
        var command = new Command("inspect", "A model's tensors, and the tokens it makes of texts") { name, texts, json };
        command.SetAction(parsed =>
        {
            var folder = library.Find(parsed.GetValue(name)!);
            var model = ModelInspection.Of(folder);
            var encodings = parsed.GetValue(texts)!.Select(text => (Text: text, Encoding: model.Tokenize(text))).ToList();
            if (parsed.GetValue(json)) terminal.Json(ToJson(model, encodings));
            else Write(model, encodings, terminal.Results);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(ModelInspection model, IEnumerable<(string Text, Encoding Encoding)> encodings, IAnsiConsole console)
    {
        var weights = model.Tensors.Count > 0 ? $"{model.Parameters:N0} parameters in {model.Tensors.Count:N0} tensors" : "a tokenizer without weights";
        console.MarkupLineInterpolated($"[bold]{model.Architecture ?? "no config.json"}[/], {weights}");
        foreach (var tensor in model.Tensors) console.MarkupLineInterpolated($"  {tensor.Name} [grey]{tensor.Type} ({string.Join(", ", tensor.Shape)})[/]");
        foreach (var (text, encoding) in encodings)
        {
            console.MarkupLineInterpolated($"[bold]{text}[/]: {encoding.Ids.Length} tokens");
            console.MarkupLineInterpolated($"  {string.Join(' ', encoding.Tokens.Zip(encoding.Ids, (token, id) => $"{token}={id}"))}");
        }
    }

    private static JsonObject ToJson(ModelInspection model, IEnumerable<(string Text, Encoding Encoding)> encodings) => new()
    {
        ["architecture"] = model.Architecture,
        ["parameters"] = model.Parameters,
        ["tensors"] = new JsonArray([.. model.Tensors.Select(tensor => new JsonObject
        {
            ["name"] = tensor.Name,
            ["shape"] = new JsonArray([.. tensor.Shape.Select(size => (JsonNode)size)]),
            ["dtype"] = tensor.Type.ToString(),
        })]),
        ["texts"] = new JsonArray([.. encodings.Select(entry => new JsonObject
        {
            ["text"] = entry.Text,
            ["ids"] = new JsonArray([.. entry.Encoding.Ids.Select(id => (JsonNode)id)]),
            ["tokens"] = new JsonArray([.. entry.Encoding.Tokens.Select(token => (JsonNode)token)]),
            ["offsets"] = new JsonArray([.. entry.Encoding.Offsets.Select(offset => new JsonArray(offset.Start, offset.End))]),
        })]),
    };

    private static IReadOnlyList<string> Problems(string folder, Terminal terminal, CancellationToken cancel)
    {
        var model = PulledModel.Read(folder) ?? throw new BadInputException($"{folder}: was not pulled, so there is nothing to compare it with");
        return terminal.Progress("MB", step => model.Verify(folder, (done, total) => step((int)(done >> 20), (int)(total >> 20)), cancel));
    }

    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw new BadInputException($"{text}: not the address of a model hub; write https://HOST or http://HOST:PORT");

    private static JsonNode ToJson(LibraryModel model) => new JsonObject
    {
        ["name"] = model.Name,
        ["folder"] = model.Folder,
        ["bytes"] = model.Size,
        ["shipped"] = model.Pulled is null,
        ["endpoint"] = model.Pulled?.Endpoint,
        ["revision"] = model.Pulled?.Revision,
        ["commit"] = model.Pulled?.Commit,
    };

    private static string Megabytes(long bytes) => $"{bytes / 1e6:N1} MB";

    private sealed class Step(Action<PullProgress> report) : IProgress<PullProgress>
    {
        public void Report(PullProgress value) => report(value);
    }
}
