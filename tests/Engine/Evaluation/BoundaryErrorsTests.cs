using Rag.Engine.Evaluation;

namespace Rag.Engine.Tests.Evaluation;

public sealed class BoundaryErrorsTests
{
    [Fact]
    public void Figures_of_known_errors()
    {
        var figures = BoundaryErrors.Of([0.010, -0.020, 0.030, -0.120]);

        Assert.Equal(4, figures.Count);
        Assert.Equal(25, figures.Median, 9);
        Assert.Equal(45, figures.Mean, 9);
        Assert.Equal(93, figures.P90, 9); // 30 + 0.7 * 90
        Assert.Equal((0.25, 0.5, 0.75, 0.75), (figures.Within10, figures.Within25, figures.Within50, figures.Within100));
    }

    [Fact]
    public void An_error_on_the_limit_is_within_it_whatever_the_rounding() => Assert.Equal(1, BoundaryErrors.Of([1.33 - 1.32, 0.71 - 0.70]).Within10);

    [Fact]
    public void Of_none_all_is_zero() => Assert.Equal(new BoundaryErrors(0, 0, 0, 0, 0, 0, 0, 0), BoundaryErrors.Of([]));
}
