using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.Hub;
using Rag.Engine;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag reindex</c>: embeds a collection anew while it is in use.</summary>
internal static class ReindexCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var location = new MemoryLocation();
        var model = Options.Model("The model that embeds: a name of 'rag models list' or a folder; without it the one that comes with rag");
        var json = Options.Json();
        var command = new Command("reindex", "Embed a collection anew, perhaps by another model; searches find the old embeddings until it is done, and a stopped run goes on where it was") { model, json };
        location.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            await (await location.OpenAsync(parsed, cancel)).DisposeAsync(); // says what is wrong before a model is opened
            using var encoder = (parsed.GetValue(model) is { } name ? ModelChoice.Open(library, name) : ModelChoice.Default(library))
                ?? throw new BadInputException("no text encoder comes with this build of rag: name a model with --model");
            var items = await terminal.ProgressAsync("passages", async step =>
            {
                var embedded = 0;
                await location.ReindexAsync(
                    parsed, encoder.Encoder, (batch, stop) => encoder.EmbedAsync(batch, cancellationToken: stop),
                    (done, all) => step(embedded = done, all), cancel);
                return embedded;
            });
            if (parsed.GetValue(json))
                terminal.Json(new JsonObject { ["items"] = items, ["encoder"] = encoder.Encoder.Name, ["dimension"] = encoder.Encoder.Dimension });
            else terminal.Results.WriteLine($"{items:N0} passages embedded by {encoder.Encoder.Name} ({encoder.Encoder.Dimension} numbers).");
            return ExitCode.Done;
        });
        return command;
    }
}
