using Rag.Files.Media;
using Rag.Files.Pictures;
using Rag.Tests.Files.Media;

namespace Rag.Tests.Files.Pictures;

public sealed class PictureReaderTests
{
    [Fact]
    public void The_content_counts_and_not_the_ending()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(Fixture.Pattern, PictureReader.Read(folder.Write("picture.jpg", Fixture.Bytes("pattern.png"))).Rgb);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("no picture at all", "")]
    public void What_is_no_picture_is_refused_by_name(string content, string word)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.png", content);

        var refused = Assert.Throws<MediaException>(() => PictureReader.Read(path));

        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(word, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absent_file_is_refused() => Assert.Contains("not there", Assert.Throws<MediaException>(() => PictureReader.Read("/nowhere/a.png")).Message, StringComparison.Ordinal);

    [FfmpegFact]
    public void Other_formats_go_through_ffmpeg() => Assert.Equal(Fixture.Pattern, Fixture.Read("pattern.webp").Rgb);

    [FfmpegFact]
    public void A_film_gives_its_frame_at_a_time_and_none_behind_its_end()
    {
        using var folder = new TemporaryFolder();
        var film = folder["film.avi"];
        // Three frames, a second each: black, red, white.
        using (var process = System.Diagnostics.Process.Start(Ffmpeg.Find()!.Executable,
            ["-loglevel", "error", "-f", "lavfi", "-i", "color=black:s=32x16:r=1:d=1", "-f", "lavfi", "-i", "color=red:s=32x16:r=1:d=1", "-f", "lavfi", "-i", "color=white:s=32x16:r=1:d=1",
                "-filter_complex", "[0][1][2]concat=n=3", "-c:v", "png", film])) process.WaitForExit();

        var frame = VideoFrames.At(film, 1);

        Assert.Equal((32, 16), (frame.Width, frame.Height));
        Assert.True(frame.Rgb[0] > 200 && frame.Rgb[1] < 50);
        Assert.Throws<MediaException>(() => VideoFrames.At(film, 60));
    }
}
