using Rag.Encoders.Images.Convolutional;
using Rag.Encoders.Images.Training;

namespace Rag.Tests.Encoders.Images.Training;

public sealed class AugmentationTests
{
    private static readonly AugmentationOptions _none = new() { LeastArea = 1, MostAspect = 1, Mirror = 0, Rotate = 0, Colour = 0, Gain = 0, Grey = 0, CutOut = 0 };

    [Fact]
    public void Without_changes_a_view_is_the_picture()
    {
        var pyramid = new PicturePyramid(TestPictures.Blobs(1));
        var expected = new float[3 * 32 * 32];
        Sampling.Take(pyramid, Placement.Whole((48, 48)), ColourMix.Plain, 32, expected);
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
            var view = View(options, pyramid, seed).Select(number => (number * 0.27) + 0.46).ToArray();
            var (left, right) = (view[0] * 255, view[31] * 255);
            var (top, bottom) = ((view[1024] - 0.01) * 255, (view[1024 + (31 * 32)] - 0.01) * 255);
            var area = (right - left) * (bottom - top) / (31.0 / 32 * 31 / 32) / 40_000;
            Assert.InRange(left, -0.5, right);
            Assert.InRange(right, left, 199.5);
            Assert.InRange(area, 0.22, 1.02);
        }
    }

    [Fact]
    public void A_hole_is_a_rectangle_of_the_mean_colour()
    {
        var pyramid = new PicturePyramid(TestPictures.Of(48, 48, (_, _) => (255, 255, 255)));
        for (var seed = 0; seed < 50; seed++)
        {
            var view = View(_none with { CutOut = 1 }, pyramid, seed);
            int[] holes = [.. Enumerable.Range(0, 1024).Where(i => view[i] == 0)];
            var (width, height) = (holes.Max(i => i % 32) - holes.Min(i => i % 32) + 1, holes.Max(i => i / 32) - holes.Min(i => i / 32) + 1);
            Assert.Equal(width * height, holes.Length);
            Assert.InRange(width, 6, 16);
            Assert.InRange(height, 6, 16);
            Assert.All(holes, i => Assert.Equal(0, view[2048 + i]));
        }
    }

    private static float[] View(AugmentationOptions options, PicturePyramid pyramid, int seed)
    {
        var planes = new float[3 * 32 * 32];
        new Augmentation(options).View(pyramid, new Random(seed), 32, planes);
        return planes;
    }
}
