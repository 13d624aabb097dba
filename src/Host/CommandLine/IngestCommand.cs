using System.CommandLine;
using System.Diagnostics;
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
    private const int LongestName = 40;
    private const int EndingsNamed = 5;

    public static Command Create(Terminal terminal, ModelLibrary library)
    {
        var paths = new Argument<string[]>("path") { Description = "Files and folders to take in", Arity = ArgumentArity.OneOrMore };
        var watch = new Option<bool>("--watch") { Description = "Stay, and take in what changes until Ctrl-C" };
        var keep = new Option<string?>("--states") { Description = "What a new collection keeps so that answering encodes nothing again, about 40 KB a passage in int8: none, int8 or fp16" };
        keep.AcceptOnlyFromAmong([.. _forms.Keys]);
        var list = new Option<bool>("--list-passed-over") { Description = "Name each file whose kind is not read" };
        var yes = new Option<bool>("--yes") { Description = "Take out what is stored of a path that is not there any more: do not ask" };
        var empty = new Option<bool>("--allow-empty") { Description = "Take out what is stored of a folder in which nothing is left" };
        var json = Options.Json();
        var location = new MemoryLocation();
        var model = new ModelChoice(library);
        var command = new Command("ingest", "Bring the collection up to date with files and folders")
        {
            paths, watch, keep, list, yes, empty, json,
        };
        location.AddTo(command);
        model.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var options = new IngestOptions { ForgetsMissing = parsed.GetValue(yes), AllowsEmpty = parsed.GetValue(empty) };
            await location.BringUpToDateAsync(parsed, cancel);
            using var encoder = await model.ForIngestionAsync(parsed, location, cancel);
            await using var memory = await location.OpenOrCreateAsync(
                parsed, encoder?.Encoder, parsed.GetValue(keep) is { } form ? _forms[form] : StateForm.None, cancel);
            using var weights = encoder is null || memory.States == StateForm.None ? null : ReaderWeights.Default(library, encoder);
            var report = await RunAsync(memory, encoder, parsed.GetValue(paths)!, terminal, cancel, weights?.Reader, options);
            if (parsed.GetValue(list) && !parsed.GetValue(json))
                foreach (var path in report.PassedOver) terminal.Note($"{path}: of a kind that is not read");
            if (parsed.GetValue(json)) terminal.Json(await ToJsonAsync(report, memory, parsed.GetValue(list)));
            else await WriteAsync(report, memory, terminal);

            if (!parsed.GetValue(watch) || report.Cancelled) return Outcome(report);
            await Watch(memory, encoder, parsed.GetValue(paths)!, terminal, weights?.Reader, options, cancel);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Ingests under a bar and names each problem on stderr.</summary>
    public static async Task<IngestReport> RunAsync(
        IMemory memory, PassageEncoder? encoder, IReadOnlyList<string> paths, Terminal terminal, CancellationToken cancel,
        Reader? states = null, IngestOptions? options = null)
    {
        await using var files = ReadFilesProgram.Apart();
        var engine = new RagEngine(memory, encoder, files: files);
        var clock = Stopwatch.StartNew();
        var report = await terminal.BarAsync("looking for files", show => engine.IngestAsync(
            paths, new Step(progress => show(progress.Bytes, progress.TotalBytes, Describe(progress, clock.Elapsed))), states, options,
            cancel));
        foreach (var note in report.Notes) terminal.Note($"{note.Path}: {note.Reason}");
        foreach (var problem in report.Problems) terminal.Problem($"{problem.Path}: {problem.Reason}");
        return await ForgetAsync(engine, report, terminal, cancel);
    }

    // Asks about each path that is not there any more; what is not taken out is a problem.
    private static async Task<IngestReport> ForgetAsync(RagEngine engine, IngestReport report, Terminal terminal, CancellationToken cancel)
    {
        foreach (var missing in report.Missing)
        {
            var (path, sources) = missing;
            if (terminal.Confirms($"{path} is not there any more. Take the {sources:N0} files that the collection holds of it out?"))
            {
                var counts = await engine.ForgetAsync([path], cancel);
                report = report with { Removed = report.Removed + counts[0] };
                continue;
            }
            var problem = new IngestProblem(path, $"is gone, and the collection holds {sources} files of it: --yes takes them out");
            report = report with { Problems = [.. report.Problems, problem] };
            terminal.Problem($"{problem.Path}: {problem.Reason}");
        }
        return report;
    }

    /// <summary>"12 of 340 files, 3.1 of 45.2 MB, 1.2 MB/s, guide.pdf".</summary>
    private static string Describe(IngestProgress progress, TimeSpan time)
    {
        const double Megabyte = 1e6;
        var name = Path.GetFileName(progress.Path);
        return $"{progress.Done:N0} of {progress.Total:N0} files, {progress.Bytes / Megabyte:N1} of {progress.TotalBytes / Megabyte:N1} MB,"
            + $" {progress.Bytes / Megabyte / Math.Max(1e-3, time.TotalSeconds):N1} MB/s, {(name.Length > LongestName ? name[..LongestName] + "…" : name)}";
    }

    private static int Outcome(IngestReport report) =>
        report.Cancelled ? ExitCode.Failed : report.Problems.Count > 0 ? ExitCode.BadInput : ExitCode.Done;

    private static async Task Watch(
        IMemory memory, PassageEncoder? encoder, string[] paths, Terminal terminal, Reader? states, IngestOptions options,
        CancellationToken cancel)
    {
        using var changes = new ChangeSignal(paths);
        terminal.Note("Watching for changes; Ctrl-C ends it.");
        while (await changes.Wait(cancel))
        {
            var report = await RunAsync(memory, encoder, paths, terminal, cancel, states, options);
            if (report.Added + report.Updated + report.Removed > 0) await WriteAsync(report, memory, terminal);
        }
    }

    private static async Task WriteAsync(IngestReport report, IMemory memory, Terminal terminal)
    {
        string[] parts =
        [
            $"{report.Added:N0} new", $"{report.Updated:N0} changed", $"{report.Unchanged:N0} unchanged", $"{report.Removed:N0} removed",
            .. report.WithoutText > 0 ? [$"{report.WithoutText:N0} without text"] : Array.Empty<string>(),
            .. report.PassedOver.Count > 0
                ? [$"{report.PassedOver.Count:N0} of other kinds passed over ({Endings(report)})"] : Array.Empty<string>(),
            .. report.HiddenFiles + report.HiddenFolders > 0
                ? [$"{report.HiddenFiles:N0} hidden and {report.HiddenFolders:N0} hidden folders passed over"] : Array.Empty<string>(),
            .. report.Problems.Count > 0 ? [$"{report.Problems.Count:N0} with problems"] : Array.Empty<string>(),
        ];
        terminal.Results.WriteLine($"{(report.Cancelled ? "Stopped early. " : "")}Files: {string.Join(", ", parts)}.");
        terminal.Results.WriteLine($"The collection holds {await memory.CountAsync():N0} passages of {await memory.CountSourcesAsync():N0} files.");
    }

    private static string Endings(IngestReport report)
    {
        var endings = report.PassedOverByEnding();
        var named = endings.Take(EndingsNamed).Select(ending => $"{(ending.Key.Length > 0 ? ending.Key : "no ending")} {ending.Value:N0}");
        return string.Join(", ", named) + (endings.Count > EndingsNamed ? ", …" : "");
    }

    private static async Task<JsonObject> ToJsonAsync(IngestReport report, IMemory memory, bool listPassedOver) => new()
    {
        ["added"] = report.Added,
        ["updated"] = report.Updated,
        ["unchanged"] = report.Unchanged,
        ["removed"] = report.Removed,
        ["without_text"] = report.WithoutText,
        ["passed_over"] = Counts(report.PassedOverByEnding()),
        ["passed_over_files"] = listPassedOver ? new JsonArray([.. report.PassedOver.Select(path => (JsonNode)path)]) : null,
        ["hidden_files"] = report.HiddenFiles,
        ["hidden_folders"] = report.HiddenFolders,
        ["cancelled"] = report.Cancelled,
        ["problems"] = Lines(report.Problems),
        ["notes"] = Lines(report.Notes),
        ["reasons"] = Counts(IngestReport.CountByReason(report.Problems.Concat(report.Notes))),
        ["items"] = await memory.CountAsync(),
        ["sources"] = await memory.CountSourcesAsync(),
    };

    private static JsonObject Counts(IEnumerable<KeyValuePair<string, int>> counts) =>
        new(counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value)));

    private static JsonArray Lines(IReadOnlyList<IngestProblem> problems) =>
        [.. problems.Select(problem => new JsonObject { ["path"] = problem.Path, ["reason"] = problem.Reason })];

    /// <summary>Reports in place: the library's Progress class would hand over to another thread.</summary>
    private sealed class Step(Action<IngestProgress> report) : IProgress<IngestProgress>
    {
        public void Report(IngestProgress value) => report(value);
    }
}
