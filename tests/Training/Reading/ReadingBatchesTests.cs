using Rag.Tests.Engine.Ask.Reading;
using Rag.Training.Reading;

namespace Rag.Tests.Training.Reading;

[Collection(GlobalGenerator.Name)]
public sealed class ReadingBatchesTests : IDisposable
{
    private static readonly ReaderTrainingOptions _options = new() { Questions = 4, Distractors = 2, DistractorsFrom = 0.5 };

    private readonly SmallReader _small = new();
    private readonly TokenizedSet _set;

    public ReadingBatchesTests() => _set = new TokenizedSet(SmallReadingSet.Create(), _small.Tokenizer, 40, 42);

    public void Dispose() => _small.Dispose();

    [Fact]
    public void An_epoch_asks_every_question_once_with_its_passage_first()
    {
        var batches = new ReadingBatches(_set, _options, 1);

        var all = Enumerable.Range(0, batches.InEpoch).Select(i => batches.Of(i, 0)).ToArray();

        Assert.Equal(_set.Questions.Count, all.Sum(batch => batch.Asked.Count));
        Assert.Equal(_set.Questions.ToHashSet(), all.SelectMany(batch => batch.Asked).ToHashSet());
        Assert.All(all, batch => Assert.InRange(batch.Asked.Count, 1, 4));
        Assert.All(all.SelectMany(batch => batch.Asked.Zip(batch.PairPassages, (asked, row) => (batch.Passages[row], _set.Passages[asked.Passage]))), pair => Assert.Equal(pair.Item2.Ids, pair.Item1.Ids));
    }

    [Fact]
    public void Wrong_passages_come_later_and_never_hold_the_answer()
    {
        var batches = new ReadingBatches(_set, _options, 1);

        Assert.Equal(1, batches.Of(0, 0.4).Slots);
        foreach (var batch in Enumerable.Range(0, 20).Select(i => batches.Of(i, 0.6)))
        {
            Assert.Equal(3, batch.Slots);
            foreach (var (i, asked) in batch.Asked.Index().Where(question => question.Item.Answer is not null))
            {
                var answer = asked.Span!.Value;
                var piece = _set.Passages[asked.Passage].Ids[answer.First];
                Assert.All(batch.PairPassages[((i * 3) + 1)..((i + 1) * 3)], row => Assert.DoesNotContain(piece, batch.Passages[row].Ids));
            }
        }
    }

    [Fact]
    public void A_batch_follows_from_the_seed_and_its_number()
    {
        var (first, second) = (new ReadingBatches(_set, _options, 1), new ReadingBatches(_set, _options, 1));
        first.Of(0, 0.9);

        var (expected, actual) = (first.Of(5, 0.9), second.Of(5, 0.9));

        Assert.Equal(expected.PairPassages, actual.PairPassages);
        Assert.Equal(expected.Passages.Select(passage => passage.Ids), actual.Passages.Select(passage => passage.Ids));
    }
}
