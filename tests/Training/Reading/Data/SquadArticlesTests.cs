using Rag.Encoders.DataSets;
using Rag.Training.Reading.Data;

namespace Rag.Training.Tests.Reading.Data;

public sealed class SquadArticlesTests
{
    [Theory]
    [InlineData("the lamp and the lamp", "lamp", 17, 17)] // the second one, as said
    [InlineData("the lamp and the lamp", "lamp", 15, 17)] // a little off
    [InlineData("the lamp and the lamp", " lamp ", 0, 4)]
    [InlineData("\U0001F3EE a lamp", "lamp", 4, 5)]       // counted in code points
    public void An_answer_is_found_where_it_stands_nearest_to_its_place(string text, string answer, int said, int found) =>
        Assert.Equal(found, AnswerSpan.Near(text, answer, said)?.Start);

    [Fact]
    public void An_answer_that_stands_nowhere_leaves_its_question_out()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("harbours/train.json", """
            {"data": [{"title": "Harbour_lights", "paragraphs": [{"context": "The light was lit in 1847.", "qas": [
              {"id": "1", "question": "When was it lit?", "answers": [{"text": "1847", "answer_start": 19}]},
              {"id": "2", "question": "Who lit it?", "answers": [{"text": "nobody", "answer_start": 0}]},
              {"id": "3", "question": "Who paid?", "is_impossible": true, "answers": []}]}]}]}
            """);

        var draft = SquadArticles.Read(path, new Random(1));

        Assert.Equal(["When was it lit?", "Who paid?"], draft.Questions.Select(question => question.Text));
        Assert.Equal(["harbours", "harbours, unanswerable"], draft.Questions.Select(question => question.Kind));
        var (start, end) = Assert.Single(draft.Questions[0].Answers);
        Assert.Equal("1847", draft.Passages[0].Text[start..end]);
    }

    [Fact]
    public void Some_passages_stand_under_their_articles_title_and_some_under_none()
    {
        using var folder = new TemporaryFolder();
        var paragraphs = string.Join(',', Enumerable.Range(0, 40).Select(i => $$"""{"context": "Paragraph {{i}}.", "qas": []}"""));
        var path = folder.Write("train.json", $$"""{"data": [{"title": "Harbour_lights", "paragraphs": [{{paragraphs}}]}]}""");

        var headings = SquadArticles.Read(path, new Random(1)).Passages.Select(passage => passage.Heading).ToArray();

        Assert.InRange(headings.Count(heading => heading == "Harbour lights"), 10, 30);
        Assert.Contains(headings, heading => heading is null);
    }

    [Fact]
    public void Another_layout_is_refused_with_its_path()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("x.json", "{}");
        Assert.Contains(path, Assert.Throws<DataSetException>(() => SquadArticles.Read(path, new Random(1))).Message, StringComparison.Ordinal);
    }
}
