using Rag.Engine;
using Rag.Engine.Ask.Reading;
using Rag.Engine.Evaluation;
using Rag.Tests.Engine.Ask.Reading;

namespace Rag.Tests.Engine.Evaluation;

[Collection(GlobalGenerator.Name)]
public sealed class RunningTextEvaluationTests : IDisposable
{
    private readonly SmallReader _small = new();

    public void Dispose() => _small.Dispose();

    [Fact]
    public void A_text_is_likelier_where_its_words_can_be_copied()
    {
        using var reader = _small.Open();
        RetrievedPassage[] with = [new(reader.Encode([new PassageText("karl built a tower in rome")])[0])];
        RetrievedPassage[] without = [new(reader.Encode([new PassageText("")])[0])];

        var (copied, drawn) = (reader.Score("who built the", "tower in rome", with), reader.Score("who built the", "tower in rome", without));

        Assert.Equal(3, copied.Count);
        Assert.All(copied, log => Assert.InRange(log, -21, 0));
        Assert.True(copied.Sum() > drawn.Sum());
    }

    [Fact]
    public void What_may_come_next_is_not_likelier_than_certain_in_sum()
    {
        using var reader = _small.Open();
        RetrievedPassage[] passages = [new(reader.Encode([new PassageText("karl built a red tower in rome")])[0])];
        string[] words = ["who", "what", "where", "is", "the", "of", "in", "a", "and", "was", "born", "built", "red", "blue", "green", "house", "river", "tower", "city",
            "king", "queen", "anna", "karl", "otto", "maria", "paris", "rome", "oslo", "bonn", "colour", "lived", "near", "old", "new"];

        var sum = words.Sum(word => Math.Exp(reader.Score("who built the tower", word, passages)[0]));

        Assert.InRange(sum, 0.2, 1); // the rest are marks and the end
    }

    [Fact]
    public async Task A_text_of_a_few_lines_is_refused()
    {
        using var reader = _small.Open();
        Assert.Contains("too short", (await Assert.ThrowsAsync<BadInputException>(() => RunningTextEvaluation.RunAsync("the old house", reader, 5))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_of_a_book_is_counted_in_all_three_ways()
    {
        using var reader = _small.Open();
        string[] words = ["king", "queen", "tower", "river", "house", "city", "anna", "karl", "green", "red"];
        var random = new Random(1);
        var book = string.Join(' ', Enumerable.Range(0, 6000).Select(i => words[random.Next(words.Length)] + (i % 9 == 8 ? "." : "")));

        var figures = await RunningTextEvaluation.RunAsync(book, reader, places: 4);

        Assert.True(figures.Pieces >= 4 * 16);
        Assert.All([figures.On, figures.Off, figures.Shuffled], perplexity => Assert.InRange(perplexity, 1, 1e9));
        Assert.True(figures.On < figures.Off);
    }
}
