using Rag.Files.Passages;
using Rag.Training.Reading.Data;

namespace Rag.Training.Tests.Reading.Data;

public sealed class SwappedQuestionsTests
{
    [Theory]
    [InlineData("Who won the race of 1908?", "In 1908 the race was run by Tom.")]
    [InlineData("Who owned the largest mill?", "The largest mill was owned by Tom.")]
    [InlineData("谁拥有最大的磨坊？", "最大的磨坊归汤姆所有。")]
    public void A_number_or_a_word_is_swapped_for_one_that_the_passage_does_not_have(string question, string passage)
    {
        var draft = Draft(question, passage, 20);

        SwappedQuestions.AddTo(draft, new Random(1));

        var swapped = draft.Questions.Skip(20).ToArray();
        Assert.Equal(2, swapped.Length);
        Assert.All(swapped, made =>
        {
            Assert.NotEqual(question, made.Text);
            Assert.Empty(made.Answers);
            Assert.Equal("test, unanswerable", made.Kind);
            Assert.Contains(made.Subject!, made.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(made.Subject!, draft.Passages[made.Passage!.Value].Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_name_is_swapped_for_another_of_the_same_length()
    {
        var draft = Draft("What did Ada Lovelace write?", "Ada Lovelace wrote notes.", 10);
        draft.Ask(new DraftQuestion("Who taught Mary Shelley?", draft.Add("Tom taught Mary Shelley.", null, "b"), [new TextSpan(0, 3)], "test"));

        SwappedQuestions.AddTo(draft, new Random(3));

        var swapped = Assert.Single(draft.Questions.Skip(11));
        Assert.Equal("What did Mary Shelley write?", swapped.Text);
    }

    [Fact]
    public void What_has_nothing_to_swap_stays_alone()
    {
        var draft = Draft("Who sang?", "Tom sang.", 20);
        SwappedQuestions.AddTo(draft, new Random(1));
        Assert.Equal(20, draft.Questions.Count);
    }

    private static ReadingDraft Draft(string question, string passage, int times)
    {
        var draft = new ReadingDraft();
        for (var i = 0; i < times; i++) draft.Ask(new DraftQuestion(question, draft.Add(passage, null, $"{i}"), [new TextSpan(0, 2)], "test"));
        return draft;
    }
}
