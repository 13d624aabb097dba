using System.Text.Json;

namespace Rag.Engine.Evaluation;

/// <summary>A retrieval benchmark in BEIR's layout: <c>corpus.jsonl</c>, <c>queries.jsonl</c> and judgements in a <c>qrels*.tsv</c>.</summary>
/// <param name="Documents">Id, title and text, in the file's order.</param>
/// <param name="Queries">Text of each query by its id.</param>
/// <param name="Judgements">Query id to document id to grade; only judged queries are evaluated.</param>
public sealed record RetrievalSet(
    IReadOnlyList<RetrievalSet.Document> Documents,
    IReadOnlyDictionary<string, string> Queries,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Judgements)
{
    /// <summary>One document of the benchmark.</summary>
    public sealed record Document(string Id, string Title, string Text);

    /// <summary>Reads the benchmark in <paramref name="folder"/>.</summary>
    /// <param name="folder">The folder with the three files; judgements may also lie in a subfolder <c>qrels</c>.</param>
    /// <param name="qrels">Name or path of the judgements; may be left out where the folder has only one such file.</param>
    /// <exception cref="BadInputException">A file is missing or malformed; the message names it and the line.</exception>
    public static RetrievalSet Read(string folder, string? qrels = null)
    {
        if (!Directory.Exists(folder)) throw new BadInputException($"{folder}: no such folder");
        var documents = Lines(Path.Combine(folder, "corpus.jsonl"), line =>
        {
            using var json = JsonDocument.Parse(line);
            return new Document(Text(json, "_id"), Text(json, "title", ""), Text(json, "text"));
        });
        var queries = Lines(Path.Combine(folder, "queries.jsonl"), line =>
        {
            using var json = JsonDocument.Parse(line);
            return (Id: Text(json, "_id"), Text: Text(json, "text"));
        });
        var judgements = Lines(FindQrels(folder, qrels), Judgement)
            .OfType<(string Query, string Document, int Grade)>()
            .GroupBy(judgement => judgement.Query)
            .ToDictionary(query => query.Key, IReadOnlyDictionary<string, int> (query) =>
                query.ToDictionary(judgement => judgement.Document, judgement => judgement.Grade));
        return new RetrievalSet(documents, queries.ToDictionary(query => query.Id, query => query.Text), judgements);
    }

    private static (string Query, string Document, int Grade)? Judgement(string line) => line.Split('\t') switch
    {
        ["query-id", ..] => null,
        [var query, var document, var grade] => (query, document, int.Parse(grade)),
        _ => throw new FormatException("expected three fields with tabs between: query, document, grade"),
    };

    private static string FindQrels(string folder, string? name)
    {
        if (name is not null)
            return new[] { name, Path.Combine(folder, name), Path.Combine(folder, "qrels", name) }.FirstOrDefault(File.Exists)
                ?? throw new BadInputException($"{name}: no such judgements file, neither here nor in {folder}");

        string[] found = [.. Directory.EnumerateFiles(folder, "qrels*.tsv"), .. QrelsFolder(folder)];
        return found.Length == 1 ? found[0] : throw new BadInputException(
            found.Length == 0
                ? $"{folder}: no qrels*.tsv in it"
                : $"{folder}: several judgement files ({string.Join(", ", found.Select(Path.GetFileName).Order())}); choose one with --qrels");
    }

    private static string[] QrelsFolder(string folder)
    {
        var inner = Path.Combine(folder, "qrels");
        return Directory.Exists(inner) ? Directory.GetFiles(inner, "*.tsv") : [];
    }

    private static List<T> Lines<T>(string path, Func<string, T> parse)
    {
        var parsed = new List<T>();
        var number = 0;
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line)) parsed.Add(parse(line));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: {e.Message}");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new BadInputException($"{path}, line {number}: {e.Message}");
        }
        return parsed;
    }

    private static string Text(JsonDocument json, string property, string? otherwise = null) =>
        json.RootElement.TryGetProperty(property, out var value) ? value.ToString()
        : otherwise ?? throw new JsonException($"no \"{property}\"");
}
