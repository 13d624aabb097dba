using Rag.Engine.Ask;

namespace Rag.Engine.Tests.Ask;

public sealed class ConfidenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_finds_the_probabilities_that_answers_were_drawn_by()
    {
        var random = new Random(1);
        var answers = Enumerable.Range(0, 20_000).Select(_ =>
        {
            var evidence = new AnswerEvidence(10 * random.NextDouble() - 5, 5 * random.NextDouble(), -random.NextDouble(), random.NextDouble());
            return (evidence, random.NextDouble() < 1 / (1 + Math.Exp(1 - evidence.AboveNull - (.5 * evidence.Margin))));
        }).ToList();

        var fitted = Confidence.Fit(answers);

        foreach (var (expected, weight) in new[] { -1, 1, .5, 0, 0 }.Zip(fitted.Weights)) Assert.Equal(expected, weight, .2);
        Assert.Equal(.5, fitted.Threshold, .05); // there an answer is as likely right as wrong
    }

    [Fact]
    public void What_tells_without_fail_leaves_numbers_finite()
    {
        var fitted = Confidence.Fit([(new AnswerEvidence(5, 1, -1, .5), true), (new AnswerEvidence(-5, 1, -1, .5), false)]);
        Assert.True(fitted.Of(new AnswerEvidence(5, 1, -1, .5)) > .9 && fitted.Of(new AnswerEvidence(-5, 1, -1, .5)) < .1);
    }

    [Fact]
    public void It_comes_back_from_its_file_and_damage_is_named()
    {
        Assert.Equal(Confidence.Unfitted, Confidence.Read(_folder.Path));
        new Confidence([1, 2, 3, 4, 5], .25).Write(_folder.Path);
        var read = Confidence.Read(_folder.Path);
        Assert.Equal([1, 2, 3, 4, 5], read.Weights);
        Assert.Equal(.25, read.Threshold);
        var path = _folder.Write(Confidence.FileName, "{\"weights\": [1], \"threshold\": 1}");
        Assert.StartsWith(path, Assert.Throws<BadInputException>(() => Confidence.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }
}
