using System.Text.Json;

namespace Rag.Engine.Evaluation;

/// <summary>A question about our own corpus, from its <c>questions.jsonl</c>.</summary>
/// <param name="Answers">Accepted answers, each verbatim in one of <paramref name="Sources"/>; empty when nothing answers it.</param>
/// <param name="Sources">Files that answer it, relative to the folder of <c>questions.jsonl</c>.</param>
/// <param name="Language">"en" or "zh".</param>
public sealed record CorpusQuestion(
    string Id, string Question, IReadOnlyList<string> Answers, IReadOnlyList<string> Sources, string Language, bool Answerable)
{
    /// <summary>Reads a file of one JSON object a line.</summary>
    public static IReadOnlyList<CorpusQuestion> Read(string path) =>
        [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<CorpusQuestion>(line, JsonSerializerOptions.Web)!)];
}
