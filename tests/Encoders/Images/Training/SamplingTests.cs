using Rag.Encoders.Images.Training;
using Rag.Files.Pictures;

namespace Rag.Tests.Encoders.Images.Training;

public sealed class SamplingTests
{
    private static readonly float[] _mean = [120, 110, 100];

    [Fact]
    public void A_whole_picture_at_its_own_size_is_its_pixels_less_the_mean()
    {
        var picture = TestPictures.Blobs(1, 16, 16);
        var planes = Take(picture, Placement.Whole((16, 16)), 16);
        for (var i = 0; i < 256; i++)
        {
            Assert.Equal(picture.Rgb[3 * i] - 120f, planes[i], 1e-2f);
            Assert.Equal(picture.Rgb[(3 * i) + 2] - 100f, planes[512 + i], 1e-2f);
        }
    }

    [Fact]
    public void A_mirrored_picture_runs_the_other_way()
    {
        var picture = TestPictures.Blobs(2, 16, 16);
        var (plain, mirrored) = (Take(picture, Placement.Whole((16, 16)), 16), Take(picture, Placement.Whole((16, 16), mirrored: true), 16));
        for (var i = 0; i < plain.Length; i++) Assert.Equal(plain[i], mirrored[(i / 16 * 16) + 15 - (i % 16)], 1e-2f);
    }

    [Theory]
    [InlineData(640, 480)]
    [InlineData(1000, 30)]
    [InlineData(1, 1)]
    public void A_picture_of_any_size_keeps_its_mean_colour(int width, int height)
    {
        var picture = TestPictures.Of(width, height, (x, y) => ((x + y) % 2 == 0 ? (byte)255 : (byte)0, 100, 50)); // skipped pixels would show
        var planes = Take(picture, Placement.Whole((width, height)), 16);
        Assert.Equal((width == 1 ? 255 : 127.5) - 120, planes[..256].Average(), 4.0);
        Assert.Equal(100 - 110, planes[256..512].Average(), 0.1);
    }

    [Fact]
    public void Outside_lies_the_picture_reflected()
    {
        var picture = TestPictures.Of(8, 8, (x, _) => ((byte)(x * 30), 0, 0));
        var planes = Take(picture, Placement.Crop((8, 8), 1, 0.5, 1, 1, 0, mirrored: false), 8); // the right half, then beyond
        for (var column = 0; column < 4; column++) Assert.Equal(planes[column], planes[7 - column], 1e-2f);
    }

    [Fact]
    public void Colours_are_mixed_as_brightness_contrast_and_saturation_say()
    {
        var grey = ColourMix.Of(_mean, saturation: 0);
        var (r, g, b) = (200f, 100f, 50f);
        var luminance = (0.299 * r) + (0.587 * g) + (0.114 * b);
        Assert.Equal(luminance - 120, grey.Red.Of(r, g, b), 1e-3);
        Assert.Equal(luminance - 100, grey.Blue.Of(r, g, b), 1e-3);
        Assert.Equal((1.2 * r) - 120, ColourMix.Of(_mean, red: 1.2).Red.Of(r, g, b), 1e-3);
        Assert.Equal((1.2 * r) - 120, ColourMix.Of(_mean, brightness: 1.2).Red.Of(r, g, b), 1e-3);
        Assert.Equal(114.75 + (0.5 * (r - 114.75)) - 120, ColourMix.Of(_mean, contrast: 0.5).Red.Of(r, g, b), 1e-3);
    }

    private static float[] Take(Picture picture, Placement place, int size)
    {
        var planes = new float[3 * size * size];
        Sampling.Take(new PicturePyramid(picture), place, ColourMix.Of(_mean), size, planes);
        return planes;
    }
}
