using System.Text.Json;
using Rag.Engine.Evaluation;

namespace Rag.Engine.Tests.Evaluation;

public sealed class AnswerScoresTests
{
    [Theory]
    [InlineData("The Eiffel-Tower!", "eiffeltower", 1, 1)]
    [InlineData("in the year 1847", "1847", 0, 0.5)]
    [InlineData("red red blue", "red blue blue", 0, 2.0 / 3)]
    [InlineData("", "", 1, 1)]
    [InlineData("a the", "", 1, 1)]
    [InlineData("", "x", 0, 0)]
    [InlineData("theatre", "the atre", 0, 0)]
    public void SQuAD_scores_follow_the_published_normalisation(string prediction, string answer, double exact, double f1)
    {
        var scores = new SquadScores();
        Assert.Equal(exact, scores.ExactMatch(prediction, answer));
        Assert.Equal(f1, scores.F1(prediction, answer), 12);
    }

    [Theory]
    [InlineData("《钟表》", "钟表", 1, 1)]
    [InlineData("在海港", "海港", 0, 0.8)]
    [InlineData("钟和灯", "灯和钟", 0, 1.0 / 3)]
    [InlineData("", "无", 0, 0)]
    [InlineData("Big Ben 钟", "big ben钟", 0, 1)]
    public void CMRC_scores_count_the_longest_common_run_of_characters(string prediction, string answer, double exact, double f1)
    {
        var scores = new CmrcScores();
        Assert.Equal(exact, scores.ExactMatch(prediction, answer));
        Assert.Equal(f1, scores.F1(prediction, answer), 12);
    }

    [SharedTheory("golden/metrics/answers.json")]
    [InlineData("squad")]
    [InlineData("cmrc")]
    public void Scores_equal_the_reference_on_every_case(string definition)
    {
        IAnswerScores scores = definition == "squad" ? new SquadScores() : new CmrcScores();
        using var json = JsonDocument.Parse(File.ReadAllText(SharedData.Path("golden/metrics/answers.json")));
        foreach (var reference in json.RootElement.GetProperty(definition).GetProperty("cases").EnumerateArray())
        {
            var prediction = reference.GetProperty("prediction").GetString()!;
            var answers = reference.GetProperty("answers").EnumerateArray().Select(answer => answer.GetString()!).ToList();
            Assert.Equal(reference.GetProperty("exact").GetDouble(), answers.Max(answer => scores.ExactMatch(prediction, answer)));
            Assert.Equal(reference.GetProperty("f1").GetDouble(), answers.Max(answer => scores.F1(prediction, answer)), 9);
        }
    }
}
