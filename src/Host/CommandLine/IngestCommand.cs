using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Encoders.Hub;
using Rag.Engine;
using Rag.Engine.Ask.Reading;
using Rag.Engine.Ingest;
using Rag.Engine.Retrieval;
using Rag.Memory;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag ingest PATH...</c>: brings a collection up to date with files and folders.</summary>
internal static class IngestCommand
{
    private static readonly Dictionary<string, StateForm> _forms = new() { ["none"] = StateForm.None, ["int8"] = StateForm.EightBits, ["fp16"] = StateForm.SixteenBits };

    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var paths = new Argument<string[]>("path") { Description = "Files and folders to take in", Arity = ArgumentArity.OneOrMore };
        var watch = new Option<bool>("--watch") { Description = "Stay, and take in what changes until Ctrl-C" };
        var keep = new Option<string?>("--states") { Description = "What a new collection keeps so that answering encodes nothing again, about 40 KB a passage in int8: none, int8 or fp16" };
        keep.AcceptOnlyFromAmong([.. _forms.Keys]);
        var json = Options.Json();
        var location = new MemoryLocation();
        var model = new ModelChoice(library);
        var command = new Command("ingest", "Bring the collection up to date with files and folders") { paths, watch, keep, json };
        location.AddTo(command);
        model.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using var encoder = model.ForIngestion(parsed, location);
            using var memory = location.OpenOrCreate(parsed, encoder?.Encoder, parsed.GetValue(keep) is { } form ? _forms[form] : StateForm.None);
            using var weights = encoder is null || memory.States == StateForm.None ? null : ReaderWeights.Default(library, encoder);
            var report = await RunAsync(memory, encoder, parsed.GetValue(paths)!, terminal, cancel, weights?.Reader);
            if (parsed.GetValue(json)) terminal.Json(ToJson(report, memory));
            else Write(report, memory, terminal);

            if (!parsed.GetValue(watch) || report.Cancelled) return Outcome(report);
            await Watch(memory, encoder, parsed.GetValue(paths)!, terminal, weights?.Reader, cancel);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Ingests under a bar and names each problem on stderr.</summary>
    public static async Task<IngestReport> RunAsync(
        IMemory memory, PassageEncoder? encoder, IReadOnlyList<string> paths, Terminal terminal, CancellationToken cancel, Reader? states = null)
    {
        await using var files = ReadFilesProgram.Apart();
        var engine = new RagEngine(memory, encoder, files: files);
        var report = await terminal.ProgressAsync("files", step => engine.IngestAsync(
            paths, new Step(progress => step(progress.Done, progress.Total)), states, cancel));
        foreach (var note in report.Notes) terminal.Note($"{note.Path}: {note.Reason}");
        foreach (var problem in report.Problems) terminal.Problem($"{problem.Path}: {problem.Reason}");
        return report;
    }

    private static int Outcome(IngestReport report) =>
        report.Cancelled ? ExitCode.Failed : report.Problems.Count > 0 ? ExitCode.BadInput : ExitCode.Done;

    private static async Task Watch(IMemory memory, PassageEncoder? encoder, string[] paths, Terminal terminal, Reader? states, CancellationToken cancel)
    {
        using var changes = new ChangeSignal(paths);
        terminal.Note("Watching for changes; Ctrl-C ends it.");
        while (await changes.Wait(cancel))
        {
            var report = await RunAsync(memory, encoder, paths, terminal, cancel, states);
            if (report.Added + report.Updated + report.Removed > 0) Write(report, memory, terminal);
        }
    }

    private static void Write(IngestReport report, IMemory memory, Terminal terminal)
    {
        string[] parts =
        [
            $"{report.Added:N0} new", $"{report.Updated:N0} changed", $"{report.Unchanged:N0} unchanged", $"{report.Removed:N0} removed",
            .. report.Skipped > 0 ? [$"{report.Skipped:N0} of other kinds passed over"] : Array.Empty<string>(),
            .. report.Problems.Count > 0 ? [$"{report.Problems.Count:N0} with problems"] : Array.Empty<string>(),
        ];
        terminal.Results.WriteLine($"{(report.Cancelled ? "Stopped early. " : "")}Files: {string.Join(", ", parts)}.");
        terminal.Results.WriteLine($"The collection holds {memory.Count:N0} passages of {memory.Sources.Count:N0} files.");
    }

    private static JsonObject ToJson(IngestReport report, IMemory memory) => new()
    {
        ["added"] = report.Added,
        ["updated"] = report.Updated,
        ["unchanged"] = report.Unchanged,
        ["removed"] = report.Removed,
        ["skipped"] = report.Skipped,
        ["cancelled"] = report.Cancelled,
        ["problems"] = Lines(report.Problems),
        ["notes"] = Lines(report.Notes),
        ["items"] = memory.Count,
        ["sources"] = memory.Sources.Count,
    };

    private static JsonArray Lines(IReadOnlyList<IngestProblem> problems) =>
        [.. problems.Select(problem => new JsonObject { ["path"] = problem.Path, ["reason"] = problem.Reason })];

    /// <summary>Reports in place: the library's Progress class would hand over to another thread.</summary>
    private sealed class Step(Action<IngestProgress> report) : IProgress<IngestProgress>
    {
        public void Report(IngestProgress value) => report(value);
    }
}
