using Rag.Encoders.Text.Documents;

namespace Rag.Encoders.Text.Tokenizers.Training;

/// <summary>The texts of a file that a vocabulary is learned from: the paragraphs, items and rows of a document.</summary>
public static class TrainingTexts
{
    /// <exception cref="DocumentException">The file cannot be read, or no reader knows its ending.</exception>
    public static IEnumerable<string> Read(string path, CancellationToken cancel)
    {
        var reader = new DocumentReader();
        var document = reader.Read(path, reader.Load(path), cancel);
        return document.Blocks.Select(block => document.Text[block.Start..block.End]);
    }
}
