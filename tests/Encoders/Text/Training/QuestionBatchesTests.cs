using System.Globalization;
using Rag.Encoders.DataSets;
using Rag.Encoders.Text.Training;

namespace Rag.Tests.Encoders.Text.Training;

public sealed class QuestionBatchesTests
{
    private const int Length = 12;

    // The first letter says what a passage is about; the last two are of one kind and hold each other's answer.
    private static readonly string[] _passages =
        ["aa one, and much more", "bb two, and much more", "ab three", "ba four, and much more", "cc five or six", "cc six or five"];

    private static readonly string[] _answers = ["one", "two", "three", "four", "five", "six"];

    [Fact]
    public void Each_passage_knows_the_nearest_others_and_never_itself()
    {
        using var batches = Batches();

        batches.FindAlike(LetterCounts);

        var alike = Enumerable.Range(0, _passages.Length).Select(i => batches.Alike[i].data<long>().ToArray()).ToArray();
        Assert.All(alike, (others, i) => Assert.Equal(Enumerable.Range(0, _passages.Length).Where(other => other != i).Select(other => (long)other), others.Order()));
        Assert.Equal(3, alike[2][0]);
        Assert.Equal(2, alike[3][0]);
        Assert.Equal(5, alike[4][0]);
        Assert.Equal(4, alike[5][0]);
    }

    [Fact]
    public void A_batch_pairs_each_question_with_a_stretch_that_answers_it()
    {
        using var batches = Batches();
        batches.FindAlike(LetterCounts);
        for (var seed = 0; seed < 50; seed++)
        {
            var (questions, passages) = batches.Draw(4, new Random(seed));

            Assert.Equal(4, questions.Distinct().Count());
            Assert.All(questions.Zip(passages), pair => Assert.Contains(_answers[int.Parse(pair.First, CultureInfo.InvariantCulture)], pair.Second, StringComparison.Ordinal));
            Assert.All(passages, passage => Assert.InRange(passage.Length, 1, Length + 2)); // two short ones come whole
        }
    }

    [Fact]
    public void Half_of_a_batch_are_hard_negatives_but_none_that_answers_too()
    {
        using var batches = Batches();
        batches.Alike.copy_(torch.tensor(new long[] { 1, 0, 3, 2, 5, 4 }).unsqueeze(1).expand(6, 5));
        var together = new int[_passages.Length];
        for (var seed = 0; seed < 200; seed++)
        {
            var drawn = batches.Draw(2, new Random(seed)).Questions.Select(question => int.Parse(question, CultureInfo.InvariantCulture)).Order().ToArray();
            if (drawn[0] % 2 == 0 && drawn[1] == drawn[0] + 1) together[drawn[0]]++;
        }
        Assert.True(together[0] > 40 && together[2] > 40, string.Join(' ', together));
        Assert.True(together[4] < 20, string.Join(' ', together)); // by chance alone
    }

    [Fact]
    public void A_batch_is_never_more_than_all_and_unanswered_questions_are_left_out()
    {
        using var batches = new QuestionBatches([new QuestionSet(["aa", "bb", "cc"], [new("0", "0", ["a"], 0), new("1", "1", [], 1), new("2", "2", ["c"], 2)])], Length);

        batches.FindAlike(LetterCounts);

        Assert.Equal(2, batches.Count);
        Assert.Equal(["0", "2"], batches.Draw(10, new Random(1)).Questions.Order());
    }

    private static QuestionBatches Batches() =>
        new([new QuestionSet(_passages, [.. _answers.Select((answer, i) => new Question($"{i}", $"{i}", [answer], i))])], Length);

    /// <summary>How often the first two characters are a, b and c, at length 1.</summary>
    private static Tensor LetterCounts(IReadOnlyList<string> texts) => functional.normalize(
        torch.tensor([.. texts.SelectMany(text => "abc".Select(letter => 1f + (3 * text[..2].Count(c => c == letter)) + (text[0] == letter ? 0.1f : 0)))], [texts.Count, 3]), dim: -1);
}
