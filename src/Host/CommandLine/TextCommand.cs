using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Rag.Engine;
using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Host.CommandLine;

/// <summary><c>rag text SOURCE</c>: the text of a file as it is ingested, which is what citations count the characters of.</summary>
internal static class TextCommand
{
    public static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("source") { Description = "A file" };
        var span = new Option<string?>("--span") { Description = "Only these characters, as a citation gives them: 577-660" };
        span.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Parse(token.Value) is null)
                result.AddError($"--span {token.Value}: expected two numbers, as in 577-660");
        });
        var json = Options.Json();
        var command = new Command("text", "Print the text of a file as it is ingested: what citations count the characters of") { source, span, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var path = Path.GetFullPath(parsed.GetValue(source)!);
            await using var files = ReadFilesProgram.Apart();
            var document = await files.ReadDocumentAsync(path, new DocumentReader().Load(path), cancel);
            foreach (var note in document.Notes) terminal.Note($"{path}: {note}");
            var part = Part(document, path, parsed.GetValue(span));
            if (parsed.GetValue(json)) terminal.Json(ToJson(document, path, part));
            else terminal.Text(document.Text[part.Start..part.End]);
            return ExitCode.Done;
        });
        return command;
    }

    private static TextSpan Part(Document document, string path, string? span)
    {
        if (span is null) return new TextSpan(0, document.Text.Length);
        var (part, length) = (Parse(span)!.Value, document.Text.Length);
        return part.End <= length ? part
            : throw new BadInputException($"{path}: has {length} characters, {span} is not among them; has it changed since it was ingested?");
    }

    private static TextSpan? Parse(string span) =>
        span.Split('-') is [var from, var to]
        && int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var start)
        && int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var end) && start <= end
            ? new TextSpan(start, end) : null;

    private static JsonObject ToJson(Document document, string path, TextSpan part) => new()
    {
        ["source"] = path,
        ["characters"] = document.Text.Length,
        ["start"] = part.Start,
        ["end"] = part.End,
        ["text"] = document.Text[part.Start..part.End],
        ["blocks"] = new JsonArray([.. document.Blocks.Where(block => block.Start < part.End && part.Start < block.End).Select(block => new JsonObject
        {
            ["kind"] = Name(block.Kind),
            ["start"] = block.Start,
            ["end"] = block.End,
            ["page"] = block.Page,
            ["level"] = block.Level > 0 ? block.Level : null,
        })]),
        ["notes"] = new JsonArray([.. document.Notes.Select(note => (JsonNode)note)]),
    };

    private static string Name(BlockKind kind) => kind switch
    {
        BlockKind.Heading => "heading",
        BlockKind.ListItem => "list_item",
        BlockKind.TableRow => "table_row",
        BlockKind.TableHeader => "table_header",
        BlockKind.Code => "code",
        _ => "paragraph",
    };
}
