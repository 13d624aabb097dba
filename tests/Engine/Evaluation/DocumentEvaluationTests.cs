using Rag.Engine.Ask;
using Rag.Engine.Evaluation;

namespace Rag.Engine.Tests.Evaluation;

public sealed class DocumentEvaluationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, "runs `make\n test`", "")]
    [InlineData(true, "see there", "First run MAKE TEST, then wait.")]
    [InlineData(false, "make", "it makes")]
    [InlineData(false, null, "make test")]
    public void An_answer_is_right_if_it_or_its_first_citation_contains_what_is_accepted(bool isRight, string? answer, string cited) =>
        Assert.Equal(isRight, DocumentEvaluation.IsRight(new DocumentQuestion("How is it tested?", ["make test", "ctest"]), Answer(answer, cited)));

    [Fact]
    public void Nothing_to_find_is_right_if_it_says_so()
    {
        var question = new DocumentQuestion("Who?", []);
        Assert.True(DocumentEvaluation.IsRight(question, Answer(null, "Bo")));
        Assert.False(DocumentEvaluation.IsRight(question, Answer("Bo", "Bo")));
    }

    [Fact]
    public void A_line_that_is_no_question_is_named()
    {
        var path = _folder.Write("questions.jsonl", "{\"question\": \"Who?\", \"answers\": []}\n{\"question\": 7}\n");
        Assert.StartsWith($"{path}, line 2", Assert.Throws<BadInputException>(() => DocumentQuestion.Read(path)).Message, StringComparison.Ordinal);
    }

    private static Answer Answer(string? text, string cited) => new("?", text, 1, "r", [new Citation("s", 0, cited.Length, null, cited, 1)]);
}
