using Rag.Engine.Evaluation;

namespace Rag.Engine.Tests.Evaluation;

public sealed class AbstentionFiguresTests
{
    [Fact]
    public void The_best_threshold_keeps_what_it_gains_by_answering()
    {
        // From the surest: right, right, unanswerable, right, wrong.
        var figures = AbstentionFigures.Of([Outcome(true, 1, .9), Outcome(true, 1, .8), Outcome(false, 0, .6), Outcome(true, 1, .5), Outcome(true, 0, .1)], .7);
        Assert.Equal(.5, figures.HasAnswerF1);
        Assert.Equal(1, figures.NoAnswerF1);
        Assert.Equal(.6, figures.AlwaysF1, 9);
        Assert.Equal(.2, figures.NeverF1, 9);
        Assert.Equal((.6, .8), (figures.BestF1, figures.BestThreshold)); // two right, one well refused
        Assert.Equal((1, .6), (figures.PrecisionAt[.25], figures.PrecisionAt[1]));
    }

    [Fact]
    public void Where_nothing_is_right_never_answering_is_best()
    {
        var figures = AbstentionFigures.Of([Outcome(false, 0, .9), Outcome(false, 0, .5)], .7);
        Assert.Equal((1, double.PositiveInfinity), (figures.BestF1, figures.BestThreshold));
    }

    private static QaOutcome Outcome(bool isAnswerable, double f1, double confidence) =>
        new(isAnswerable, f1, f1, f1 > 0, confidence, 0, true, f1 > 0, TimeSpan.Zero);
}
