using Rag.Encoders.DataSets;
using Rag.Encoders.Images.Training;

namespace Rag.Encoders.Text.Training;

/// <summary>What the text encoder learns Chinese from.</summary>
/// <param name="Pictures">Captioned pictures, held-out ones included.</param>
/// <param name="Dictionary">Words and what they mean.</param>
/// <param name="Chinese">Chinese questions and the paragraphs that answer them.</param>
/// <param name="English">English ones: sentences to put Chinese words into.</param>
public sealed record TextCorpus(
    IReadOnlyList<CaptionedPicture> Pictures, IReadOnlyList<DictionaryEntry> Dictionary, IReadOnlyList<QuestionSet> Chinese, IReadOnlyList<QuestionSet> English)
{
    /// <summary>Reads files and folders by what they are: captions.jsonl in a folder, a CC-CEDICT dictionary (.u8), question sets (.json).</summary>
    /// <exception cref="DataSetException">One is absent or of no such kind.</exception>
    public static TextCorpus Read(IEnumerable<string> paths)
    {
        var pictures = new List<CaptionedPicture>();
        var dictionary = new List<DictionaryEntry>();
        var questions = new List<QuestionSet>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path)) pictures.AddRange(CaptionedPicture.ReadAll(path));
            else if (path.EndsWith(".u8", StringComparison.Ordinal)) dictionary.AddRange(DictionaryEntry.ReadAll(path));
            else if (path.EndsWith(".json", StringComparison.Ordinal)) questions.Add(QuestionSet.Read(path));
            else throw new DataSetException(path, "expected a folder with captions.jsonl, a CC-CEDICT dictionary (.u8) or a question set (.json)");
        }
        return new TextCorpus(pictures, dictionary, [.. questions.Where(set => set.IsChinese)], [.. questions.Where(set => !set.IsChinese)]);
    }

    /// <summary>All that is written in Chinese, but for held-out captions: what characters there are, and how common each is.</summary>
    public IEnumerable<string> ChineseTexts() =>
    [
        .. Pictures.Where(picture => picture.Split == "train").SelectMany(picture => picture.ChineseCaptions),
        .. Chinese.SelectMany(set => set.Paragraphs),
        .. Chinese.SelectMany(set => set.Questions).Select(question => question.Text),
        .. Dictionary.SelectMany(entry => new[] { entry.Simplified, entry.Traditional }),
    ];
}
