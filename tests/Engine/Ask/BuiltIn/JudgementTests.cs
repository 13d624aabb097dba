using Rag.Engine;
using Rag.Engine.Ask.BuiltIn;

namespace Rag.Tests.Engine.Ask.BuiltIn;

public sealed class JudgementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_finds_the_probabilities_that_answers_were_drawn_by()
    {
        var random = new Random(1);
        var answers = Enumerable.Range(0, 20_000).Select(_ =>
        {
            var evidence = new AnswerEvidence(Span(aboveNull: 10 * random.NextDouble() - 5, likeness: random.NextDouble()), 5 * random.NextDouble(), -random.NextDouble(), random.NextDouble());
            return (evidence, random.NextDouble() < 1 / (1 + Math.Exp(1 - evidence.Best.AboveNull - (.5 * evidence.Margin))));
        }).ToList();

        var fitted = Judgement.Unfitted.FitConfidence(answers);

        foreach (var (expected, weight) in new[] { -1, 1, 0, 0, .5, 0, 0 }.Zip(fitted.Confidence)) Assert.Equal(expected, weight, .25);
        Assert.Equal(.5, fitted.Threshold, .05); // there an answer is as likely right as wrong
    }

    [Fact]
    public void It_finds_the_weights_by_which_spans_were_chosen()
    {
        var random = new Random(1);
        var questions = Enumerable.Range(0, 4_000).Select(_ =>
        {
            var spans = Enumerable.Range(0, 5).Select(_ => new SpanEvidence(
                random.NextDouble(), random.NextDouble(), -10 * random.NextDouble(), random.NextDouble(), random.NextDouble())).ToArray();
            var p = ConditionalLogit.Softmax([.. spans.Select(span => (.3 * span.Standing) + (4 * span.Likeness) - span.Coverage)]);
            var (right, at) = (0, random.NextDouble());
            while (right < 4 && (at -= p[right]) > 0) right++;
            return (IReadOnlyList<(SpanEvidence, bool)>)[.. spans.Select((span, i) => (span, i == right))];
        }).ToList();

        var fitted = Judgement.Unfitted.FitChoice(questions);

        foreach (var (expected, weight) in new[] { 0, 0, .3, 4, -1 }.Zip(fitted.Choice)) Assert.Equal(expected, weight, .25);
    }

    [Fact]
    public void Of_several_right_spans_any_will_do()
    {
        IReadOnlyList<IReadOnlyList<(SpanEvidence, bool)>> questions = [[(Span(1), true), (Span(-3), true), (Span(0), false)]];
        var fitted = Judgement.Unfitted.FitChoice(questions);
        Assert.True(fitted.Of(Span(1)) > fitted.Of(Span(0)) + 1);
    }

    [Fact]
    public void What_tells_without_fail_leaves_numbers_finite()
    {
        var (right, wrong) = (new AnswerEvidence(Span(5), 1, -1, .5), new AnswerEvidence(Span(-5), 1, -1, .5));
        var fitted = Judgement.Unfitted.FitConfidence([(right, true), (wrong, false)]);
        Assert.True(fitted.Of(right) > .9 && fitted.Of(wrong) < .1);
    }

    [Fact]
    public void It_comes_back_from_its_file_and_damage_is_named()
    {
        Assert.Equal(Judgement.Unfitted, Judgement.Read(_folder.Path));
        new Judgement([1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7], .25).Write(_folder.Path);
        var read = Judgement.Read(_folder.Path);
        Assert.Equal([1, 2, 3, 4, 5], read.Choice);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], read.Confidence);
        Assert.Equal(.25, read.Threshold);
        var path = _folder.Write(Judgement.FileName, "{\"choice\": [1], \"confidence\": [1], \"threshold\": 1}");
        Assert.StartsWith(path, Assert.Throws<BadInputException>(() => Judgement.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    private static SpanEvidence Span(double aboveNull, double likeness = 0) => new(0, aboveNull, 0, likeness, 0);
}
