using Rag.Files.Passages;
using Rag.Training.Reading;
using Rag.Training.Reading.Data;

namespace Rag.Training.Tests.Reading.Data;

public sealed class DistractorsTests
{
    [Fact]
    public async Task They_share_the_questions_words_and_do_not_hold_the_answer()
    {
        var draft = new ReadingDraft();
        draft.Add("The lighthouse of Barton was built in 1847.", null, "Barton");
        draft.Add("The lighthouse of Dover was built later.", null, "Dover");
        draft.Add("In 1847 a lighthouse was built of stone.", null, "Stone");
        draft.Add("Bread is baked in the morning.", null, "Bread");
        draft.Ask(new DraftQuestion("When was the lighthouse of Barton built?", 0, [new TextSpan(38, 42)], "test"));

        var set = await Distractors.FindAsync(draft);

        var question = Assert.Single(set.Questions);
        Assert.Equal("The lighthouse of Barton was built in 1847.", set.Passages[question.Passage!.Value].Text);
        Assert.StartsWith("The lighthouse of Dover", Texts(set, question)[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Texts(set, question), text => text.Contains("1847", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, set.Passages.Count), question.Distractors.Append(question.Passage.Value).Order());
    }

    [Fact]
    public async Task Half_of_them_are_of_the_same_article_where_there_are_so_many()
    {
        var draft = new ReadingDraft();
        for (var i = 0; i < 20; i++) draft.Add($"The tide gauge {i} of the port was repaired often.", null, "other");
        for (var i = 0; i < 10; i++) draft.Add($"A gauge {i}, said in many more words that have nothing to do with it at all.", null, "own");
        var gold = draft.Add("Tom mended a gauge.", null, "own");
        draft.Ask(new DraftQuestion("Who repaired the tide gauge of the port?", gold, [new TextSpan(0, 3)], "test"));

        var set = await Distractors.FindAsync(draft);

        Assert.Equal(Distractors.Most, set.Questions[0].Distractors.Count);
        Assert.Equal(Distractors.Most / 2, Texts(set, set.Questions[0]).Count(text => text.StartsWith("A gauge", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_answer_that_stands_in_many_places_is_one_only_with_its_subject()
    {
        var draft = new ReadingDraft();
        draft.Add("--watch: the default is true", null, "options");
        draft.Add("--quiet: the default is true", null, "options");
        draft.Add("The default of --watch is true, as said.", null, "again");
        draft.Ask(new DraftQuestion("What is the default of --watch?", 0, [new TextSpan(24, 28)], "test", "--watch"));

        var set = await Distractors.FindAsync(draft);

        Assert.Equal(["--quiet: the default is true"], Texts(set, set.Questions[0]));
    }

    [Fact]
    public async Task Of_an_unanswerable_question_the_passage_it_was_asked_of_comes_first()
    {
        var draft = new ReadingDraft();
        draft.Add("Nothing in common.", null, "a");
        draft.Add("The lighthouse of Dover was lit in 1850.", null, "b");
        draft.Ask(new DraftQuestion("When was the lighthouse of Dover sold?", 0, [], "test"));

        var set = await Distractors.FindAsync(draft);

        Assert.Null(set.Questions[0].Passage);
        Assert.Equal(["Nothing in common.", "The lighthouse of Dover was lit in 1850."], Texts(set, set.Questions[0]));
    }

    private static string[] Texts(ReadingSet set, ReadingQuestion question) => [.. question.Distractors.Select(i => set.Passages[i].Text)];
}
