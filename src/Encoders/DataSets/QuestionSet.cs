using System.Text.Json;
using Rag.Files;

namespace Rag.Encoders.DataSets;

/// <summary>One question of a set, its accepted answers (none: the paragraph does not answer it) and the paragraph it was asked of.</summary>
public sealed record Question(string Id, string Text, IReadOnlyList<string> Answers, int Paragraph);

/// <summary>A question set in SQuAD's JSON layout (1.1 or 2.0; CMRC 2018 and DRCD use it too).</summary>
public sealed record QuestionSet(IReadOnlyList<string> Paragraphs, IReadOnlyList<Question> Questions)
{
    /// <summary>Whether most questions are written in Han characters.</summary>
    public bool IsChinese { get; } = Questions.Count(question => question.Text.Any(Cjk.IsHan)) * 2 > Questions.Count;

    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <exception cref="DataSetException">The file is missing, not JSON or not in SQuAD's layout.</exception>
    public static QuestionSet Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var json = JsonDocument.Parse(stream);
            return Parse(json.RootElement);
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

    private static QuestionSet Parse(JsonElement root)
    {
        var paragraphs = new List<string>();
        var questions = new List<Question>();
        foreach (var article in root.GetProperty("data").EnumerateArray())
            foreach (var paragraph in article.GetProperty("paragraphs").EnumerateArray())
            {
                foreach (var qa in paragraph.GetProperty("qas").EnumerateArray())
                {
                    questions.Add(new Question(
                        qa.GetProperty("id").ToString(), qa.GetProperty("question").GetString()!, AnswersOf(qa), paragraphs.Count));
                }
                paragraphs.Add(paragraph.GetProperty("context").GetString()!);
            }
        return new QuestionSet(paragraphs, questions);
    }

    private static List<string> AnswersOf(JsonElement qa)
    {
        var impossible = qa.TryGetProperty("is_impossible", out var flag) && flag.GetBoolean();
        return impossible ? [] : [.. qa.GetProperty("answers").EnumerateArray().Select(answer => answer.GetProperty("text").GetString()!)];
    }
}
