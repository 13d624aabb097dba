using Rag.Encoders.DataSets;
using Rag.Files.Documents;

namespace Rag.Encoders.Text.Tokenizers.Training;

/// <summary>The texts of a file that a vocabulary is learned from.</summary>
public static class TrainingTexts
{
    /// <summary>Paragraphs and questions of a question set (.json); paragraphs, items and rows of any other document.</summary>
    /// <exception cref="DataSetException">A .json file is no question set in SQuAD's layout.</exception>
    /// <exception cref="DocumentException">The file cannot be read, or no reader knows its ending.</exception>
    public static IEnumerable<string> Read(string path, CancellationToken cancel) =>
        Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? OfQuestions(QuestionSet.Read(path)) : OfDocument(path, cancel);

    private static IEnumerable<string> OfQuestions(QuestionSet set) => set.Paragraphs.Concat(set.Questions.Select(question => question.Text));

    private static IEnumerable<string> OfDocument(string path, CancellationToken cancel)
    {
        var reader = new DocumentReader();
        var document = reader.Read(path, reader.Load(path), cancel);
        return document.Blocks.Select(block => document.Text[block.Start..block.End]);
    }
}
