using Rag.Engine.Align;

namespace Rag.Tests.Engine.Align;

public sealed class PosteriorMedianTests
{
    [Fact]
    public void A_sure_boundary_lies_in_the_middle_between_two_frames() => Assert.Equal(1.5, PosteriorMedian.Of([0, 0, 1, 0])!.Value, 1e-9);

    [Fact]
    public void Inside_a_frame_the_median_is_linear() => Assert.Equal(2.25, PosteriorMedian.Of([0, 0.1, 0.3, 0.4, 0.2])!.Value, 1e-9);

    [Fact]
    public void What_most_paths_do_not_have_has_no_median() => Assert.Null(PosteriorMedian.Of([0.1, 0.1, 0.1]));

    [Fact]
    public void The_mass_near_a_place_is_what_lies_within() => Assert.Equal(0.7, PosteriorMedian.Mass([0.1, 0.2, 0.3, 0.2, 0.2], 1.5, 1), 1e-9);
}
