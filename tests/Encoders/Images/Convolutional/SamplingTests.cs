using Rag.Encoders.Images.Convolutional;
using Rag.Files.Pictures;

namespace Rag.Tests.Encoders.Images.Convolutional;

public sealed class SamplingTests
{
    [Fact]
    public void A_whole_picture_at_its_own_size_is_its_normalized_pixels()
    {
        var picture = TestPictures.Blobs(1, 16, 16);
        var planes = Take(picture, Placement.Whole((16, 16)), 16);
        for (var i = 0; i < 256; i++)
        {
            Assert.Equal(((picture.Rgb[3 * i] / 255.0) - 0.46) / 0.27, planes[i], 1e-4);
            Assert.Equal(((picture.Rgb[(3 * i) + 2] / 255.0) - 0.42) / 0.27, planes[512 + i], 1e-4);
        }
    }

    [Fact]
    public void A_mirrored_picture_runs_the_other_way()
    {
        var picture = TestPictures.Blobs(2, 16, 16);
        var (plain, mirrored) = (Take(picture, Placement.Whole((16, 16)), 16), Take(picture, Placement.Whole((16, 16), mirrored: true), 16));
        for (var i = 0; i < plain.Length; i++) Assert.Equal(plain[i], mirrored[(i / 16 * 16) + 15 - (i % 16)], 1e-4f);
    }

    [Theory]
    [InlineData(640, 480)]
    [InlineData(1000, 30)]
    [InlineData(1, 1)]
    public void A_picture_of_any_size_keeps_its_mean_colour(int width, int height)
    {
        var picture = TestPictures.Of(width, height, (x, y) => ((x + y) % 2 == 0 ? (byte)255 : (byte)0, 100, 50)); // skipped pixels would show
        var planes = Take(picture, Placement.Whole((width, height)), 16);
        var red = width == 1 ? 1 : 0.5;
        Assert.Equal((red - 0.46) / 0.27, planes[..256].Average(), 0.05);
        Assert.Equal(((100 / 255.0) - 0.45) / 0.27, planes[256..512].Average(), 1e-3);
    }

    [Fact]
    public void Outside_lies_the_picture_reflected()
    {
        var picture = TestPictures.Of(8, 8, (x, _) => ((byte)(x * 30), 0, 0));
        var planes = Take(picture, Placement.Crop((8, 8), 1, 0.5, 1, 1, 0, mirrored: false), 8); // the right half, then beyond
        for (var column = 0; column < 4; column++) Assert.Equal(planes[column], planes[7 - column], 1e-4f);
    }

    [Fact]
    public void Colours_are_mixed_as_brightness_contrast_and_saturation_say()
    {
        var grey = ColourMix.Of(1, 1, 0, 1, 1, 1);
        var (r, g, b) = (200f, 100f, 50f);
        var luminance = ((0.299 * r) + (0.587 * g) + (0.114 * b)) / 255;
        Assert.Equal((luminance - 0.46) / 0.27, grey.Red.Of(r, g, b), 1e-4);
        Assert.Equal((luminance - 0.42) / 0.27, grey.Blue.Of(r, g, b), 1e-4);
        Assert.Equal(((1.2 * r / 255) - 0.46) / 0.27, ColourMix.Of(1.2, 1, 1, 1, 1, 1).Red.Of(r, g, b), 1e-4);
        Assert.Equal(((0.45 + (0.5 * ((r / 255) - 0.45))) - 0.46) / 0.27, ColourMix.Of(1, 0.5, 1, 1, 1, 1).Red.Of(r, g, b), 1e-4);
    }

    private static float[] Take(Picture picture, Placement place, int size)
    {
        var planes = new float[3 * size * size];
        Sampling.Take(new PicturePyramid(picture), place, ColourMix.Plain, size, planes);
        return planes;
    }
}
