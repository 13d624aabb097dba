using System.Text.Json;
using Rag.Encoders.DataSets;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>
/// Questions that people wrote over a folder of documents: the file <c>NAME.questions.jsonl</c> beside the folder NAME, an object a line. A
/// line gives the answers' words, as <c>rag eval qa --questions</c> has them, or their place (<see cref="AnswerPlace"/>), where the
/// documents' words are not to be passed on.
/// </summary>
internal static class WrittenQuestions
{
    private const string Ending = ".questions.jsonl", Kind = "docs: written";

    /// <summary>Whether the file at <paramref name="path"/> has questions, beside what they are about.</summary>
    public static bool IsAt(string path) => path.EndsWith(Ending, StringComparison.Ordinal) && File.Exists(path) && DocumentationFolder.IsAt(FolderOf(path));

    /// <summary>The passages and the questions; one whose answer does not stand in its source is left out.</summary>
    /// <exception cref="DataSetException">The file cannot be read, or a line is no question.</exception>
    public static ReadingDraft Read(string path, CancellationToken cancel)
    {
        var draft = new ReadingDraft();
        var documents = DocumentationFolder.Fill(draft, FolderOf(path), cancel).ToDictionary(document => document.Name.Replace('\\', '/'));
        foreach (var line in ReadLines(path))
        {
            if (line.Source is not { } source || documents.GetValueOrDefault(source) is not { } document) continue;
            if (line.Place is { Letters: 0 } asked)
            {
                if (document.Place(new TextSpan(asked.Start, asked.Start)) is var (passage, _)) draft.Ask(new DraftQuestion(line.Question, passage, [], $"{Kind}, unanswerable"));
            }
            else if (Stretches(line, document.Document.Text).Select(document.Place).FirstOrDefault(place => place is not null) is var (passage, span))
            {
                draft.Ask(new DraftQuestion(line.Question, passage, [span], Kind));
            }
        }
        return draft;
    }

    private static IEnumerable<TextSpan> Stretches(Line line, string text)
    {
        if (line.Place is { } place) return place.FindIn(text) is { } stretch ? [stretch] : [];
        var from = line.Context is { } context ? text.IndexOf(context, StringComparison.Ordinal) : 0;
        return from < 0 ? [] : (line.Answers ?? [])
            .Select(answer => (Start: text.IndexOf(answer, from, StringComparison.Ordinal), answer.Length))
            .Where(answer => answer.Start >= 0).Select(answer => new TextSpan(answer.Start, answer.Start + answer.Length));
    }

    private static Line[] ReadLines(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Index().Where(line => line.Item.Length > 0).Select(line => Parse(line.Item, path, line.Index + 1))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, e.Message);
        }
    }

    private static Line Parse(string line, string path, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<Line>(line, JsonSerializerOptions.Web) is { Question: not null } question && (question.Answers ?? (object?)question.Place) is not null
                ? question
                : throw new DataSetException(path, $"line {number}: expected \"question\" and \"answers\" or \"place\"");
        }
        catch (JsonException e)
        {
            throw new DataSetException(path, $"line {number}: {e.Message}");
        }
    }

    private static string FolderOf(string path) => path[..^Ending.Length];

    /// <param name="Source">The document that answers it, below the folder.</param>
    /// <param name="Context">A stretch of it that begins before the answer and tells its place from others where the same words stand.</param>
    private sealed record Line(string Question, IReadOnlyList<string>? Answers, AnswerPlace? Place, string? Source, string? Context);
}
