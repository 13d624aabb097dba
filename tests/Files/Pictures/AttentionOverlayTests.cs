using Rag.Files.Pictures;

namespace Rag.Tests.Files.Pictures;

public sealed class AttentionOverlayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_tile_is_bright_where_its_word_looked()
    {
        var white = new Picture(10, 10, [.. Enumerable.Repeat(byte.MaxValue, 300)]);
        float[] lower = [0, 0, 0.2f, 0.2f];

        AttentionOverlay.Write(_folder["a.png"], white, [new AttentionMap("dog", lower), new AttentionMap("狗", lower)], 2, 2);

        var drawn = PictureReader.Read(_folder["a.png"]);
        Assert.Equal(6 + (3 * 198), drawn.Width); // the picture and two words side by side
        Assert.Equal(255, Brightness(drawn, 100, 30));
        Assert.InRange(Brightness(drawn, 6 + 198 + 96, 6 + 22 + 10), 60, 70);
        Assert.Equal(255, Brightness(drawn, 6 + 198 + 96, 6 + 22 + 180));
        Assert.Contains(Enumerable.Range(0, 20 * 20), i => Brightness(drawn, 6 + (2 * 198) + (i % 20), 6 + (i / 20)) == 0); // the number of a word that has no letters
    }

    [Fact]
    public void A_map_of_another_number_of_cells_is_refused() => Assert.Throws<ArgumentException>(
        () => AttentionOverlay.Write(_folder["a.png"], new Picture(1, 1, [0, 0, 0]), [new AttentionMap("dog", [1])], 2, 2));

    [Fact]
    public void What_is_transparent_looks_white()
    {
        var picture = new Picture(3, 1, [0, 0, 0, 100, 0, 0, 10, 20, 30], [0, 128, 255]).OnWhite();

        Assert.Null(picture.Alpha);
        Assert.Equal([255, 255, 255, 177, 127, 127, 10, 20, 30], picture.Rgb);
    }

    private static int Brightness(Picture picture, int x, int y) => picture.Rgb[3 * ((y * picture.Width) + x)];
}
