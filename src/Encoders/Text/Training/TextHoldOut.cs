using Rag.Attention.Inference;
using Rag.Encoders.DataSets;
using Rag.Encoders.Images.Training;
using Rag.Encoders.Training;

namespace Rag.Encoders.Text.Training;

/// <summary>Scores an encoder on what it never learned from: captions across languages, questions to the passages that answer them.</summary>
/// <param name="embed">Embeddings of length 1, (texts, width).</param>
internal sealed class TextHoldOut(
    Func<IReadOnlyList<string>, Tensor> embed, IReadOnlyList<CaptionedPicture> pictures, IReadOnlyList<QuestionSet> questions)
{
    private const int Batch = 32, WindowLength = 120;

    public IReadOnlyDictionary<string, double> Score()
    {
        var scores = new Dictionary<string, double>();
        if (pictures.Count > 0)
        {
            float[][] english = Embed([.. pictures.Select(picture => picture.Captions[0])]), chinese = Embed([.. pictures.Select(picture => picture.ChineseCaptions[0])]);
            scores["English to Chinese captions R@10"] = CrossModalRecall.Of(english, chinese, (caption, other) => caption == other).At10;
            scores["Chinese to English captions R@10"] = CrossModalRecall.Of(chinese, english, (caption, other) => caption == other).At10;
        }
        foreach (var (i, set) in questions.Index())
        {
            var windows = set.Paragraphs.Index().SelectMany(paragraph => Windows(paragraph.Item).Select(text => (paragraph.Index, Text: text))).ToArray();
            var passages = Embed([.. windows.Select(window => window.Text)]);
            var asked = Embed([.. set.Questions.Select(question => question.Text)]);
            scores[$"questions {i + 1} hit@1"] = CrossModalRecall.Of(asked, passages, (question, window) => set.Questions[question].Paragraph == windows[window].Index).At1;
        }
        return scores;
    }

    private float[][] Embed(string[] texts)
    {
        var rows = new float[texts.Length][];
        foreach (var batch in texts.Index().OrderBy(text => text.Item.Length).Chunk(Batch))
        {
            using var scope = NewDisposeScope();
            var embeddings = embed([.. batch.Select(text => text.Item)]);
            foreach (var (row, text) in batch.Index()) rows[text.Index] = embeddings[row].Floats();
        }
        return rows;
    }

    private static IEnumerable<string> Windows(string text)
    {
        for (var start = 0; start == 0 || start < text.Length; start += WindowLength)
            yield return text.Substring(start, Math.Min(WindowLength, text.Length - start));
    }
}
