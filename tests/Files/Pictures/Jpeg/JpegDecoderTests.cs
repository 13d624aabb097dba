using Rag.Files.Media;
using Rag.Files.Pictures;

namespace Rag.Tests.Files.Pictures.Jpeg;

public sealed class JpegDecoderTests
{
    [Theory]
    [InlineData("baseline-444.jpg", 1.0)]
    [InlineData("baseline-422.jpg", 1.6)]
    [InlineData("baseline-420.jpg", 2.0)]
    [InlineData("progressive-444.jpg", 1.0)]
    [InlineData("progressive-420.jpg", 2.0)]
    [InlineData("cmyk.jpg", 3.0)]
    [InlineData("turned-left.jpg", 1.0)]
    public void The_pattern_comes_back_upright_and_in_its_colours(string name, double tolerance)
    {
        var picture = Fixture.Read(name);

        Assert.Equal((Fixture.Width, Fixture.Height), (picture.Width, picture.Height));
        Assert.InRange(Fixture.MeanDifference(Fixture.Pattern, picture.Rgb), 0, tolerance);
    }

    [Theory]
    [InlineData("444")]
    [InlineData("420")]
    public void Progressive_scans_end_at_the_pixels_of_the_baseline(string sampling) =>
        Assert.Equal(Fixture.Read($"baseline-{sampling}.jpg").Rgb, Fixture.Read($"progressive-{sampling}.jpg").Rgb);

    [Fact]
    public void Gray_is_luminance_in_three_channels()
    {
        var rgb = Fixture.Read("gray.jpg").Rgb;

        for (var i = 0; i < rgb.Length; i += 3)
        {
            Assert.True(rgb[i] == rgb[i + 1] && rgb[i] == rgb[i + 2]);
            Assert.Equal(0.299 * Fixture.Pattern[i] + 0.587 * Fixture.Pattern[i + 1] + 0.114 * Fixture.Pattern[i + 2], rgb[i], 4.0);
        }
    }

    [Theory]
    [InlineData("baseline-420.jpg")]
    [InlineData("progressive-420.jpg")]
    public void A_file_cut_off_anywhere_in_its_data_is_refused_with_name_and_offset(string name)
    {
        var content = Fixture.Bytes(name);
        for (var length = 3; length < content.Length - 40; length += 7)
        {
            var refused = Assert.Throws<MediaException>(() => PictureReader.Decode(name, content[..length]));
            Assert.StartsWith(name, refused.Message, StringComparison.Ordinal);
            Assert.NotNull(refused.Offset);
        }
    }

    [Fact]
    public void A_size_that_the_data_cannot_fill_is_refused_before_memory_is_taken()
    {
        var content = Fixture.Bytes("baseline-420.jpg");
        var frame = content.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (content[frame + 5], content[frame + 7]) = (30, 30); // 7,710 x 7,720 pixels
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("claimed", Assert.Throws<MediaException>(() => PictureReader.Decode("bomb", content)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Theory]
    [InlineData(0xC3, "lossless")]
    [InlineData(0xC9, "arithmetic")]
    public void Other_codings_are_refused_by_name(int marker, string word)
    {
        var content = Fixture.Bytes("baseline-420.jpg");
        content[content.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 1] = (byte)marker;

        Assert.Contains(word, Assert.Throws<MediaException>(() => PictureReader.Decode("a.jpg", content)).Message, StringComparison.Ordinal);
    }
}
