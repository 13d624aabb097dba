using System.Text.Json;

namespace Rag.Engine.Evaluation;

/// <summary>A question over a folder of documents, from a file of one JSON object a line.</summary>
/// <param name="Answers">Accepted answers, as they stand in the documents; empty when nothing answers it.</param>
/// <param name="Source">A file that answers it, where the set names one.</param>
public sealed record DocumentQuestion(string Question, IReadOnlyList<string> Answers, string? Source = null)
{
    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <exception cref="BadInputException">It is missing, or a line is no question; the message names it.</exception>
    public static IReadOnlyList<DocumentQuestion> Read(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Index().Where(line => line.Item.Length > 0).Select(line => Parse(line.Item, $"{path}, line {line.Index + 1}"))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: {e.Message}");
        }
    }

    private static DocumentQuestion Parse(string line, string place)
    {
        try
        {
            return JsonSerializer.Deserialize<DocumentQuestion>(line, JsonSerializerOptions.Web) is { Question: not null, Answers: not null } question
                ? question
                : throw new BadInputException($"{place}: expected \"question\" and \"answers\"");
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{place}: {e.Message}");
        }
    }
}
