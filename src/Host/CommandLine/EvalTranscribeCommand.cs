using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.Hub;
using Rag.Engine.Evaluation;
using Rag.Engine.Transcribe;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag eval transcribe</c>: how well and how fast recordings are written down.</summary>
internal static class EvalTranscribeCommand
{
    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var data = new Option<string>("--data") { Description = $"Folder with {SpokenText.ManifestName} (file, seconds, text) and the recordings it names", Required = true };
        var limit = new Option<int?>("--limit") { Description = "Only the first so many recordings" };
        Options.AcceptOnly(limit, 1, int.MaxValue);
        var choice = new TranscriberChoice(library);
        var json = Options.Json();
        var command = new Command("transcribe", "Word and character error rate of transcripts") { data, limit, json };
        choice.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var set = SpokenText.ReadAll(parsed.GetValue(data)!).Take(parsed.GetValue(limit) ?? int.MaxValue).ToList();
            using var model = choice.OpenModel(parsed);
            using var transcriber = new Transcriber(model, choice.Read(parsed));
            var figures = await terminal.ProgressAsync("recordings", step => TranscriptionEvaluation.RunAsync(set, transcriber, new EvalCommand.Step(step), cancel));
            var document = ToJson(figures);
            if (parsed.GetValue(json)) terminal.Json(document);
            else Write(figures, document, terminal);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(TranscriptionFigures figures, JsonObject document, Terminal terminal)
    {
        document.Remove("by_file");
        EvalCommand.Report(terminal, json: false, document);
        foreach (var file in figures.Files.OrderByDescending(file => file.Words.Errors).Take(10).Where(file => file.Words.Errors > 0))
            terminal.Results.MarkupLineInterpolated($"[bold]{file.Spoken.File}[/] {file.Words.Rate:0.00}: {file.Written} [grey]for[/] {file.Spoken.Text}");
    }

    private static JsonObject ToJson(TranscriptionFigures figures) => new()
    {
        ["files"] = figures.Files.Count,
        ["wer"] = EvalCommand.Rounded(figures.WordErrorRate),
        ["cer"] = EvalCommand.Rounded(figures.CharacterErrorRate),
        ["real_time_factor"] = EvalCommand.Rounded(figures.RealTimeFactor),
        ["by_file"] = new JsonArray([.. figures.Files.Select(file => new JsonObject
        {
            ["file"] = file.Spoken.File,
            ["wer"] = EvalCommand.Rounded(file.Words.Rate),
            ["cer"] = EvalCommand.Rounded(file.Characters.Rate),
            ["said"] = file.Spoken.Text,
            ["written"] = file.Written,
        })]),
    };
}
