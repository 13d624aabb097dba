using Rag.Encoders.Images.Training;
using Rag.Encoders.Training;

namespace Rag.Tests.Encoders.Images.Training;

public sealed class CaptionedPictureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_is_a_picture_with_its_captions()
    {
        _folder.Write("captions.jsonl", """
            {"image": "a/b.jpg", "split": "val", "captions": ["A dog.", "One dog."], "captions_zh": ["狗。"]}
            {"image": "c.jpg", "split": "train", "captions": ["A cat."]}
            """);
        var set = CaptionedPicture.ReadAll(_folder.Path);
        Assert.Equal([_folder["a/b.jpg"], _folder["c.jpg"]], set.Select(picture => picture.Path));
        Assert.Equal(["val", "train"], set.Select(picture => picture.Split));
        Assert.Equal(["A dog.", "One dog."], set[0].Captions);
        Assert.Equal(["狗。"], set[0].ChineseCaptions);
        Assert.Empty(set[1].ChineseCaptions);
    }

    [Theory]
    [InlineData("{\"image\": \"a.jpg\", \"split\": \"val\", \"captions\": []}")]
    [InlineData("{\"image\": \"a.jpg\"}")]
    [InlineData("[1, 2]")]
    [InlineData("a.jpg\ta dog")]
    public void A_line_of_something_else_is_refused_with_its_number(string line)
    {
        _folder.Write("captions.jsonl", "{\"image\": \"c.jpg\", \"split\": \"train\", \"captions\": [\"A cat.\"]}\n" + line);
        Assert.Contains("line 2", Assert.Throws<TrainingException>(() => CaptionedPicture.ReadAll(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_captions_is_refused() =>
        Assert.Contains("captions.jsonl", Assert.Throws<TrainingException>(() => CaptionedPicture.ReadAll(_folder.Path)).Message, StringComparison.Ordinal);
}
