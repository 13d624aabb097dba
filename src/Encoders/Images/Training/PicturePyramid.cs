using Rag.Files.Pictures;

namespace Rag.Encoders.Images.Training;

/// <summary>
/// A picture, the same at half the size, at a quarter and so on: a view that shrinks it much is taken from a smaller one, so
/// that bilinear sampling skips no pixels.
/// </summary>
internal sealed class PicturePyramid
{
    private const double MostShrinking = 1.5;

    private readonly List<Picture> _levels;

    public PicturePyramid(Picture picture) => _levels = [picture];

    /// <summary>Pixels of the whole picture.</summary>
    public (int Width, int Height) Size => (_levels[0].Width, _levels[0].Height);

    /// <summary>
    /// The level to sample from where neighbouring samples are <paramref name="stride"/> pixels of the whole apart; made, with
    /// those before it, when first asked for.
    /// </summary>
    public Picture DownTo(double stride)
    {
        var level = stride < MostShrinking ? 0 : 1 + (int)Math.Log2(stride / MostShrinking);
        while (level >= _levels.Count) _levels.Add(Halved(_levels[^1]));
        return _levels[level];
    }

    /// <summary>Means of 2 x 2 pixels; an odd last row or column is left off.</summary>
    private static Picture Halved(Picture picture)
    {
        if (picture.Width < 2 || picture.Height < 2) return picture;
        var (width, height, row) = (picture.Width / 2, picture.Height / 2, picture.Width * 3);
        var rgb = new byte[3 * width * height];
        for (int y = 0, to = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var from = (2 * y * row) + (6 * x);
                for (var channel = 0; channel < 3; channel++, from++)
                    rgb[to++] = (byte)((picture.Rgb[from] + picture.Rgb[from + 3] + picture.Rgb[from + row] + picture.Rgb[from + row + 3] + 2) / 4);
            }
        }
        return new Picture(width, height, rgb);
    }
}
