using Rag.Encoders.DataSets;
using Rag.Engine;
using Rag.Engine.Evaluation;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>
/// Questions that people wrote over a folder of documents, in the lines that <c>rag eval qa --questions</c> reads: the file
/// <c>NAME.questions.jsonl</c> beside the folder NAME.
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
        foreach (var question in ReadLines(path))
        {
            if (question.Source is { } source && documents.GetValueOrDefault(source) is { } document && Find(question, document) is var (passage, span))
                draft.Ask(new DraftQuestion(question.Question, passage, [span], Kind));
        }
        return draft;
    }

    private static (int Passage, TextSpan Span)? Find(DocumentQuestion question, DraftDocument document)
    {
        var text = document.Document.Text;
        var from = question.Context is { } context ? text.IndexOf(context, StringComparison.Ordinal) : 0;
        if (from < 0) return null;
        foreach (var answer in question.Answers)
        {
            var at = text.IndexOf(answer, from, StringComparison.Ordinal);
            if (at >= 0 && document.Place(new TextSpan(at, at + answer.Length)) is { } place) return place;
        }
        return null;
    }

    private static IReadOnlyList<DocumentQuestion> ReadLines(string path)
    {
        try
        {
            return DocumentQuestion.Read(path);
        }
        catch (BadInputException e)
        {
            throw new DataSetException(path, e.Message);
        }
    }

    private static string FolderOf(string path) => path[..^Ending.Length];
}
