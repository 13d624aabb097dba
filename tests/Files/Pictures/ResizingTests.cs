using Rag.Files.Pictures;

namespace Rag.Tests.Files.Pictures;

public sealed class ResizingTests
{
    [Theory]
    [InlineData("pattern-17x11-bicubic.png", ResizeFilter.Bicubic)]
    [InlineData("pattern-60x50-bicubic.png", ResizeFilter.Bicubic)]
    [InlineData("pattern-13x30-bilinear.png", ResizeFilter.Bilinear)]
    public void Resized_pixels_are_those_of_PIL(string name, ResizeFilter filter)
    {
        var expected = Fixture.Read(name);

        var resized = new Picture(Fixture.Width, Fixture.Height, Fixture.Pattern).Resize(expected.Width, expected.Height, filter);

        Assert.Equal(expected.Rgb, resized.Rgb);
    }

    [Fact]
    public void The_centre_is_cropped_and_what_is_missing_is_black()
    {
        var picture = new Picture(3, 2, [.. Enumerable.Range(1, 18).Select(i => (byte)i)], [1, 2, 3, 4, 5, 6]);

        var crop = picture.CropCentre(1, 4);

        Assert.Equal([0, 0, 0, 4, 5, 6, 13, 14, 15, 0, 0, 0], crop.Rgb);
        Assert.Equal([0, 2, 5, 0], crop.Alpha!);
    }
}
