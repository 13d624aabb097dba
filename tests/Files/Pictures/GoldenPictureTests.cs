using System.Text.Json;
using Rag.Files.Pictures;

namespace Rag.Tests.Files.Pictures;

/// <summary>The pixels of other libraries: RGBA of every file, with the difference that the index allows.</summary>
public sealed class GoldenPictureTests
{
    private const string Folder = "golden/images";
    private const double LargestMean = 1.5;

    private static readonly Lazy<GoldenPixels> _pixels = new(() => new GoldenPixels(SharedData.Path($"{Folder}/pixels.safetensors")));

    public static TheoryData<string, int> Files()
    {
        var files = new TheoryData<string, int>();
        if (!SharedData.Exists($"{Folder}/index.json"))
        {
            files.Add("", 0); // a theory wants a row, even one that is skipped
            return files;
        }
        using var index = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path($"{Folder}/index.json")));
        foreach (var file in index.RootElement.GetProperty("files").EnumerateArray())
            files.Add(file.GetProperty("file").GetString()!, file.GetProperty("tolerance").GetInt32());
        return files;
    }

    [SharedTheory(Folder)]
    [MemberData(nameof(Files))]
    public void Pixels_are_those_of_the_reference(string name, int tolerance)
    {
        var (height, width, expected) = _pixels.Value.Read(name);

        var picture = PictureReader.Read(SharedData.Path($"{Folder}/{name}"));

        Assert.Equal((height, width), (picture.Height, picture.Width));
        var (largest, sum) = (0, 0L);
        for (var i = 0; i < expected.Length; i++)
        {
            var actual = i % 4 < 3 ? picture.Rgb[i / 4 * 3 + i % 4] : picture.Alpha?[i / 4] ?? 255;
            var difference = Math.Abs(expected[i] - actual);
            (largest, sum) = (Math.Max(largest, difference), sum + difference);
        }
        Assert.True(largest <= tolerance && sum <= LargestMean * expected.Length, $"largest difference {largest}, mean {(double)sum / expected.Length:f3}");
    }
}
