using System.Text.Json;
using Rag.Encoders.DataSets;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data;

/// <summary>
/// Articles in SQuAD's JSON layout (SQuAD, CMRC 2018, DRCD), a passage a paragraph. Their answers' places are counted in code points
/// and some are a little off: what does not stand at its place is looked for nearby, and left out where it stands nowhere.
/// </summary>
internal static class SquadArticles
{
    /// <summary>Share of the passages that stand under their article's title: headings are to be read, not relied on.</summary>
    private const double TitledShare = 0.5;

    /// <exception cref="DataSetException">The file cannot be read or is not in this layout.</exception>
    public static ReadingDraft Read(string path, Random random)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var json = JsonDocument.Parse(stream);
            return Parse(json.RootElement, KindOf(path), random);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, e.Message);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new DataSetException(path, $"not a question set in SQuAD's layout (data > paragraphs > context, qas): {e.Message}");
        }
    }

    private static ReadingDraft Parse(JsonElement root, string kind, Random random)
    {
        var draft = new ReadingDraft();
        foreach (var (number, article) in root.GetProperty("data").EnumerateArray().Index())
        {
            var title = article.TryGetProperty("title", out var named) ? named.GetString()?.Replace('_', ' ') : null;
            foreach (var paragraph in article.GetProperty("paragraphs").EnumerateArray())
            {
                var text = paragraph.GetProperty("context").GetString()!;
                var passage = draft.Add(text, random.NextDouble() < TitledShare ? title : null, $"{number}");
                foreach (var qa in paragraph.GetProperty("qas").EnumerateArray())
                {
                    var question = qa.GetProperty("question").GetString()!.Trim();
                    var isImpossible = qa.TryGetProperty("is_impossible", out var flag) && flag.GetBoolean();
                    TextSpan[] answers = isImpossible ? [] : [.. AnswersOf(qa, text)];
                    if (question.Length > 0 && (isImpossible || answers.Length > 0))
                        draft.Ask(new DraftQuestion(question, passage, answers, isImpossible ? $"{kind}, unanswerable" : kind));
                }
            }
        }
        return draft;
    }

    private static IEnumerable<TextSpan> AnswersOf(JsonElement qa, string text) => qa.GetProperty("answers").EnumerateArray()
        .Select(answer => AnswerSpan.Near(text, answer.GetProperty("text").GetString()!, answer.GetProperty("answer_start").GetInt32()))
        .OfType<TextSpan>()
        .Distinct();

    /// <summary>A data set's folder names it: squad, cmrc2018, drcd.</summary>
    private static string KindOf(string path) => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "squad";
}
