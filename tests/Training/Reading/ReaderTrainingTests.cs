using Rag.Encoders.Training;
using Rag.Engine.Ask.Reading;
using Rag.Tests.Engine.Ask.Reading;
using Rag.Training.Reading;

namespace Rag.Tests.Training.Reading;

[Collection(GlobalGenerator.Name)]
public sealed class ReaderTrainingTests : IDisposable
{
    private static readonly ReaderTrainingOptions _options = new() { Questions = 9, Distractors = 1, DistractorsFrom = 0.2, DecoderFrom = 0.3, LayerRate = 0.5 };

    private readonly TemporaryFolder _folder = new();
    private readonly SmallReader _small = new();

    public void Dispose()
    {
        _small.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_few_questions_are_learned_by_heart_and_the_encoder_stays_as_it_was()
    {
        var before = Words();
        var set = SmallReadingSet.Create();
        var task = new ReaderTraining(_small.Model, _small.Tokenizer, set, set, _options, 1);

        var scores = Train(task, 150);

        Assert.InRange(scores["small F1"], 90, 100);
        Assert.InRange(scores["small right passage"], 90, 100);
        Assert.InRange(scores["small written F1"], 60, 100);
        Assert.Equal(before, Words());
        _small.Model.Save(_small.ReaderFolder);
        using var reader = _small.Open();
        RetrievedPassage[] passages = [.. reader.Encode([.. set.Passages.Select(passage => new PassageText(passage.Text, passage.Heading))]).Select(states => new RetrievedPassage(states))];
        var best = reader.Read("Who built the river?", passages).Spans[0];
        Assert.Equal("Otto", set.Passages[best.Passage].Text[best.Start..best.End]);
    }

    [Fact]
    public void Nothing_to_learn_from_is_said_so() => Assert.Throws<TrainingException>(
        () => new ReaderTraining(_small.Model, _small.Tokenizer, new ReadingSet([], []), new ReadingSet([], []), _options, 1));

    [Fact]
    public void The_loss_of_spans_is_that_of_its_equation()
    {
        var set = new TokenizedSet(SmallReadingSet.Create(), _small.Tokenizer, 40, 42);
        var batch = new ReadingBatches(set, _options, 1).Of(0, 0.9);
        var (slots, tokens) = (batch.Slots, batch.Passages.Max(passage => passage.Count));
        var random = new Random(2);
        float[][] start = Scores(), end = Scores();

        var loss = ReaderLoss.OfSpans(new LiveStates(Tensor(start), Tensor(end), torch.empty(0)), batch, slots).item<float>();

        Assert.Equal(Expected(start, span => span.First) + Expected(end, span => span.Last), loss, 3);

        float[][] Scores() => [.. Enumerable.Range(0, batch.PairPassages.Length).Select(_ => Enumerable.Range(0, tokens).Select(_ => (float)random.NextDouble() * 4).ToArray())];

        Tensor Tensor(float[][] rows) => torch.tensor(rows.SelectMany(row => row).ToArray(), rows.Length, tokens);

        double Expected(float[][] scores, Func<(int First, int Last), int> of)
        {
            double each = 0, together = 0, answered = 0;
            foreach (var (i, question) in batch.Asked.Index())
            {
                var own = scores[(i * slots)..((i + 1) * slots)];
                var place = question.Span is { } span ? of(span) : 0;
                each += MinusLog(own[0], place) + own.Skip(1).Average(row => MinusLog(row, 0));
                if (question.Span is null) continue;
                answered++;
                together += MinusLog([.. own.SelectMany(row => row.Skip(1))], place - 1);
            }
            return ((each / batch.Asked.Count) + (together / answered)) / 2;
        }

        double MinusLog(float[] row, int place) => Math.Log(row.Sum(score => Math.Exp(score))) - row[place];
    }

    private IReadOnlyDictionary<string, double> Train(ReaderTraining task, int steps) => new TrainingLoop(
        new TrainingOptions(_folder.Path, steps, 1e-2, weightDecay: 0, averageDecay: null, mostGradient: 5, scoreEvery: steps), task, TimeProvider.System).Run();

    private float[] Words() => _small.Encoder.state_dict().Values.SelectMany(tensor => tensor.data<float>().ToArray()).ToArray();
}
