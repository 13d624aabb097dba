using Rag.Files.Media;
using Rag.Files.Pictures;

namespace Rag.Tests.Files.Pictures;

public sealed class OtherFormatsTests
{
    [Theory]
    [MemberData(nameof(EncodedPictures.Kinds), MemberType = typeof(EncodedPictures))]
    public void The_pattern_comes_back(string kind)
    {
        var picture = PictureReader.Decode("a", EncodedPictures.Of(kind));

        Assert.Equal((Fixture.Width, Fixture.Height), (picture.Width, picture.Height));
        Assert.InRange(Fixture.MeanDifference(Fixture.Pattern, picture.Rgb), 0, kind == "gif" ? 6 : 0); // a palette of 256 colours
    }

    [Fact]
    public void A_file_of_another_writer_gives_its_pixels() => Assert.Equal(Fixture.Pattern, Fixture.Read("pattern.webp").Rgb);

    [Theory]
    [MemberData(nameof(EncodedPictures.Kinds), MemberType = typeof(EncodedPictures))]
    public void A_file_cut_off_anywhere_is_refused_by_name(string kind)
    {
        var content = EncodedPictures.Of(kind);
        var end = content.Length - (kind.StartsWith("tiff", StringComparison.Ordinal) ? 30 : 1); // the name of the program
        for (var length = 20; length < end; length += 7)
            Assert.StartsWith("cut", Assert.Throws<MediaException>(() => PictureReader.Decode("cut", content[..length])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_an_animation_the_first_picture_is_taken()
    {
        byte[] still = EncodedPictures.Of("gif");
        var picture = Array.IndexOf(still, (byte)0x2C);
        byte[] twice = [.. still[..^1], .. still[picture..^1], .. new byte[] { 0x2C, 0xFF }]; // the third breaks off

        Assert.Equal(PictureReader.Decode("a", still).Rgb, PictureReader.Decode("a", twice).Rgb);
        Assert.False(PictureReader.Decode("a", still).IsFirstOfSeveral);
        Assert.True(PictureReader.Decode("a", twice).IsFirstOfSeveral);
    }
}
