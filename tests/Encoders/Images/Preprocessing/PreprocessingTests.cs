using Rag.Encoders.Images.Preprocessing;
using Rag.Files.Media;
using Rag.Files.Pictures;

namespace Rag.Tests.Encoders.Images.Preprocessing;

public sealed class PreprocessingTests
{
    [Fact]
    public void A_folders_configuration_makes_the_input()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("preprocessor_config.json",
            """{"size": {"shortest_edge": 15}, "crop_size": 15, "resample": 3, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.25, 1]}""");
        var picture = TestPictures.Blobs(1, 40, 30);

        using var input = new Preprocessor(PreprocessorOptions.Load(path)).Apply(picture);

        Assert.Equal([3, 15, 15], input.shape);
        var expected = picture.Resize(20, 15).CropCentre(15, 15);
        var values = input.data<float>().ToArray();
        foreach (var i in (int[])[0, 7, 100, 224])
        {
            Assert.Equal((expected.Rgb[3 * i] / 255f - 0.5f) / 0.5f, values[i], 1e-5f);
            Assert.Equal((expected.Rgb[3 * i + 1] / 255f - 0.5f) / 0.25f, values[225 + i], 1e-5f);
            Assert.Equal(expected.Rgb[3 * i + 2] / 255f - 0.5f, values[450 + i], 1e-5f);
        }
    }

    [Theory]
    [InlineData("""{"size": "big"}""")]
    [InlineData("""{"size": {"shortest_edge": -1}}""")]
    [InlineData("""{"resample": 17}""")]
    [InlineData("""{"image_mean": [1]}""")]
    [InlineData("[]")]
    public void A_configuration_that_makes_no_sense_is_refused_by_name(string json)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("preprocessor_config.json", json);

        Assert.StartsWith(path, Assert.Throws<MediaException>(() => PreprocessorOptions.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Patches_follow_each_other_row_by_row()
    {
        using var pictures = torch.arange(2 * 3 * 4 * 7, dtype: torch.float32).reshape(2, 3, 4, 7);

        using var patches = Patches.Split(pictures, 2);

        Assert.Equal([2, 6, 12], patches.shape);
        Assert.Equal([16, 17, 23, 24, 44, 45, 51, 52, 72, 73, 79, 80], patches[0, 4].data<float>().ToArray());
    }
}
