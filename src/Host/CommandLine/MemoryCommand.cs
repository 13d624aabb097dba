using System.CommandLine;
using System.Text.Json.Nodes;
using Rag.Engine;
using Rag.Memory;
using Rag.Memory.Embedded;
using Spectre.Console;

namespace Rag.Host.CommandLine;

/// <summary><c>rag memory check|repair|compact|backup|stats|forget</c>: looks after a memory.</summary>
internal static class MemoryCommand
{
    public static Command Create(Terminal terminal) => new("memory", "Look after a memory")
    {
        Check(terminal), Repair(terminal), Compact(terminal), Backup(terminal), Statistics(terminal), Forget(terminal),
    };

    private static Command Check(Terminal terminal)
    {
        var location = new MemoryLocation();
        var json = Options.Json();
        var command = new Command("check", "Read everything and compare it with its checksums") { json };
        location.AddTo(command);
        command.SetAction(parsed =>
        {
            var problems = MemoryFolder.Check(location.Folder(parsed));
            if (parsed.GetValue(json)) terminal.Json(new JsonObject { ["problems"] = new JsonArray([.. problems.Select(problem => (JsonNode)problem)]) });
            else if (problems.Count == 0) terminal.Results.WriteLine("All is well.");
            else
            {
                foreach (var problem in problems) terminal.Problem(problem);
            }
            return problems.Count == 0 ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static Command Repair(Terminal terminal)
    {
        var location = new MemoryLocation();
        var json = Options.Json();
        var command = new Command("repair", "Keep what can be read, make words and vectors anew, and set aside what is damaged") { json };
        location.AddTo(command);
        command.SetAction(parsed =>
        {
            var lines = MemoryFolder.Repair(location.Folder(parsed));
            if (parsed.GetValue(json))
                terminal.Json(new JsonObject { ["repairs"] = new JsonArray([.. lines.Select(line => (JsonNode)line)]) });
            else if (lines.Count == 0) terminal.Results.WriteLine("Nothing was damaged.");
            else
            {
                foreach (var line in lines) terminal.Results.WriteLine(line);
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Forget(Terminal terminal)
    {
        var location = new MemoryLocation();
        var json = Options.Json();
        var paths = new Argument<string[]>("path")
        {
            Description = "Files or folders, there or not, or sources as citations name them",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("forget", "Take files, or all that lay below folders, out of the collection") { paths, json };
        location.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            await using (await location.OpenAsync(parsed, cancel))
            {
                // Says so where there is none: it is not to be created.
            }
            await using var memory = await location.OpenOrCreateAsync(parsed, null, StateForm.None, cancel);
            var (given, counts, engine) = (parsed.GetValue(paths)!, new List<int>(), new RagEngine(memory));
            foreach (var path in given)
            {
                string[] names = [.. new[] { path, Path.GetFullPath(path) }.Distinct()];
                counts.Add((await engine.ForgetAsync(names, cancel)).Max());
            }
            if (parsed.GetValue(json))
            {
                var unknown = given.Zip(counts).Where(path => path.Second == 0).Select(path => (JsonNode)path.First);
                terminal.Json(new JsonObject { ["removed"] = counts.Sum(), ["unknown"] = new JsonArray([.. unknown]) });
            }
            else
            {
                terminal.Results.WriteLine($"{counts.Sum():N0} files were taken out.");
            }
            foreach (var (path, count) in given.Zip(counts))
            {
                if (count == 0) terminal.Problem($"{path}: the collection holds nothing of it");
            }
            return counts.Contains(0) ? ExitCode.NotFound : ExitCode.Done;
        });
        return command;
    }

    private static Command Compact(Terminal terminal)
    {
        var location = new MemoryLocation();
        var command = new Command("compact", "Give back the room of what was removed, in every collection");
        location.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = location.Folder(parsed);
            foreach (var name in MemoryFolder.List(folder))
            {
                await using var store = EmbeddedMemory.Open(folder, name);
                var before = (await store.StatisticsAsync(cancellationToken)).Bytes!.Value;
                await store.CompactAsync(cancellationToken);
                var after = (await store.StatisticsAsync(cancellationToken)).Bytes!.Value;
                terminal.Results.WriteLine($"{name}: {before:N0} bytes before, {after:N0} now.");
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Backup(Terminal terminal)
    {
        var location = new MemoryLocation();
        var target = new Argument<DirectoryInfo>("folder") { Description = "Where the copy goes: a new or empty folder" };
        var command = new Command("backup", "Copy the memory as it was last committed, beside a writer or without one") { target };
        location.AddTo(command);
        command.SetAction(parsed =>
        {
            var copy = parsed.GetValue(target)!.FullName;
            MemoryFolder.Backup(location.Folder(parsed), copy);
            terminal.Results.WriteLine($"Copied to {copy}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Statistics(Terminal terminal)
    {
        var location = new MemoryLocation();
        var json = Options.Json();
        var command = new Command("stats", "What each collection holds") { json };
        location.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var statistics = await location.CollectionsAsync(parsed, cancellationToken);
            if (parsed.GetValue(json)) terminal.Json(new JsonObject { ["collections"] = new JsonArray([.. statistics.Select(ToJson)]) });
            else
            {
                foreach (var one in statistics)
                {
                    var encoder = one.Encoder is { } e ? $", {one.Vectors:N0} embeddings of {e.Name} ({e.Dimension})" : "";
                    terminal.Results.WriteLine($"{one.Name}: {one.Items:N0} items{encoder}{(one.Bytes is { } bytes ? $", {bytes:N0} bytes" : "")}{(one.StateBytes is > 0 and var states ? $", {states:N0} of them what the reader reads" : "")}"
                        + (one.Fusion is { } fusion ? $", words and vectors fused there by {fusion}" : ""));
                }
            }
            foreach (var one in statistics) MemoryLocation.Report(one.Damages, terminal);
            return statistics.All(one => one.Damages.Count == 0) ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static JsonNode ToJson(CollectionStatistics one) => new JsonObject
    {
        ["name"] = one.Name,
        ["items"] = one.Items,
        ["vectors"] = one.Vectors,
        ["bytes"] = one.Bytes,
        ["state_bytes"] = one.StateBytes,
        ["encoder"] = one.Encoder?.Name,
        ["dimension"] = one.Encoder?.Dimension,
        ["damages"] = MemoryLocation.ToJson(one.Damages),
    };
}
