using System.Text;
using System.Text.Json;
using Rag.Files.Documents.Markdown;
using Rag.Files.Documents.PlainText;

namespace Rag.Files.Documents.Json;

/// <summary>Jupyter notebooks (nbformat 3 and 4): cells as Markdown and code, and what code put out as text.</summary>
internal static class NotebookReader
{
    private static readonly string[] _outputs = ["text/markdown", "text/plain"];

    public static Document Read(DocumentSource source)
    {
        var text = TextDecoder.Decode(source);
        try
        {
            using var notebook = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = source.Limits.MaxDepth });
            var document = new DocumentBuilder(source);
            foreach (var cell in Cells(notebook.RootElement)) Add(cell, document, source);
            return document.Build();
        }
        catch (JsonException e)
        {
            throw source.Refuse($"is no notebook: broken JSON at line {e.LineNumber + 1:N0}; open and save it anew", e);
        }
    }

    /// <summary>The cells, which lie in worksheets in old notebooks.</summary>
    private static IEnumerable<JsonElement> Cells(JsonElement notebook) =>
        List(notebook, "worksheets").SelectMany(sheet => List(sheet, "cells")).Concat(List(notebook, "cells"));

    private static void Add(JsonElement cell, DocumentBuilder document, DocumentSource source)
    {
        source.Cancellation.ThrowIfCancellationRequested();
        var content = Text(cell, "source") + Text(cell, "input");
        if (Text(cell, "cell_type") == "code")
        {
            document.Add(BlockKind.Code, content);
            foreach (var output in List(cell, "outputs")) document.Add(BlockKind.Code, OutputText(output));
            return;
        }
        document.Add(MarkdownReader.Read(source with { Content = Encoding.UTF8.GetBytes(content) }));
    }

    private static string OutputText(JsonElement output)
    {
        var text = Text(output, "text");
        if (text.Length > 0 || !output.TryGetProperty("data", out var data)) return text;
        return _outputs.Select(kind => Text(data, kind)).FirstOrDefault(shown => shown.Length > 0) ?? "";
    }

    private static List<JsonElement> List(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray()] : [];

    /// <summary>A text, which may be written as its lines.</summary>
    private static string Text(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value)) return "";
        if (value.ValueKind == JsonValueKind.String) return value.GetString()!;
        if (value.ValueKind != JsonValueKind.Array) return "";
        return string.Concat(value.EnumerateArray().Where(line => line.ValueKind == JsonValueKind.String).Select(line => line.GetString()));
    }
}
