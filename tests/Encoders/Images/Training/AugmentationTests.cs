using Rag.Encoders.Images.Training;

namespace Rag.Tests.Encoders.Images.Training;

public sealed class AugmentationTests
{
    private static readonly AugmentationOptions _none = new() { LeastArea = 1, MostAspect = 1, Mirror = 0, Rotate = 0, Colour = 0, Gain = 0, Grey = 0 };
    private static readonly float[] _mean = [120, 110, 100];

    [Fact]
    public void Without_changes_a_view_is_the_picture()
    {
        var pyramid = new PicturePyramid(TestPictures.Blobs(1));
        var expected = new float[3 * 32 * 32];
        Sampling.Take(pyramid, Placement.Whole((48, 48)), ColourMix.Of(_mean), 32, expected);
        Assert.Equal(expected, View(_none, pyramid, 1));
    }

    [Fact]
    public void A_view_follows_from_its_seed_and_others_differ()
    {
        var pyramid = new PicturePyramid(TestPictures.Blobs(1));
        Assert.Equal(View(new(), pyramid, 3), View(new(), pyramid, 3));
        Assert.NotEqual(View(new(), pyramid, 3), View(new(), pyramid, 4));
    }

    [Fact]
    public void Crops_stay_inside_and_are_as_large_as_asked()
    {
        // The columns' numbers show which part of the picture is seen.
        var pyramid = new PicturePyramid(TestPictures.Of(200, 200, (x, y) => ((byte)x, (byte)y, 0)));
        var options = _none with { LeastArea = 0.25, MostAspect = 1.5 };
        for (var seed = 0; seed < 200; seed++)
        {
            var view = View(options, pyramid, seed);
            var (left, right) = (view[0] + 120, view[31] + 120);
            var (top, bottom) = (view[1024] + 110, view[1024 + (31 * 32)] + 110);
            var area = (right - left) * (bottom - top) / (31.0 / 32 * 31 / 32) / 40_000;
            Assert.InRange(left, -0.5, right);
            Assert.InRange(right, left, 199.5);
            Assert.InRange(area, 0.22, 1.02);
        }
    }

    private static float[] View(AugmentationOptions options, PicturePyramid pyramid, int seed)
    {
        var planes = new float[3 * 32 * 32];
        new Augmentation(options, _mean).View(pyramid, new Random(seed), 32, planes);
        return planes;
    }
}
