using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Rag.Files.Pictures;

/// <summary>What a word looked at.</summary>
/// <param name="Label">The word.</param>
/// <param name="Weights">Of the picture's cells, row by row; the least is drawn darkest, the largest as the picture is.</param>
public sealed record AttentionMap(string Label, IReadOnlyList<float> Weights);

/// <summary>Draws where attention lay: the picture once as it is, then once for each word, bright where that looked.</summary>
public static class AttentionOverlay
{
    private const int Side = 192, Gap = 6, Label = 22, Across = 5, Zoom = 2; // pixels, pixels, pixels, tiles, pixels of a label's pixel
    private const float Dark = 0.25f; // what stays of a picture where nothing looked

    /// <summary>Writes a PNG of tiles, five across, each under its word, or its number where the word has other letters than a to z.</summary>
    /// <param name="rows">Of cells.</param>
    /// <param name="columns">Of cells.</param>
    /// <exception cref="ArgumentException">A map has another number of cells.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Picture picture, IReadOnlyList<AttentionMap> maps, int rows, int columns)
    {
        if (maps.Any(map => map.Weights.Count != rows * columns)) throw new ArgumentException($"A map has {rows} x {columns} cells.", nameof(maps));
        var small = picture.OnWhite().Resize(Side, Side);
        var (across, down) = (Math.Min(Across, maps.Count + 1), (maps.Count + Across) / Across);
        using var image = new Image<Rgb24>(Gap + (across * (Side + Gap)), Gap + (down * (Side + Label + Gap)), new Rgb24(255, 255, 255));
        for (var tile = 0; tile <= maps.Count; tile++)
        {
            var (left, top) = (Gap + (tile % Across * (Side + Gap)), Gap + (tile / Across * (Side + Label + Gap)));
            if (tile > 0) Write(image, PixelFont.Covers(maps[tile - 1].Label) ? maps[tile - 1].Label : $"{tile}", left, top);
            Draw(image, small, tile == 0 ? null : maps[tile - 1].Weights, rows, columns, left, top + Label);
        }
        WholeFile.Write(path, stream => image.SaveAsPng(stream));
    }

    private static void Draw(Image<Rgb24> image, Picture picture, IReadOnlyList<float>? weights, int rows, int columns, int left, int top)
    {
        var (least, most) = weights is null ? (0, 1) : (weights.Min(), weights.Max());
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var share = weights is null ? 1 : (Between(weights, rows, columns, (double)x / Side, (double)y / Side) - least) / Math.Max(1e-9f, most - least);
                var light = Dark + ((1 - Dark) * share);
                var at = 3 * ((y * Side) + x);
                image[left + x, top + y] = new Rgb24((byte)(light * picture.Rgb[at]), (byte)(light * picture.Rgb[at + 1]), (byte)(light * picture.Rgb[at + 2]));
            }
        }
    }

    /// <summary>Between the centres of cells, bilinearly; x and y over 0..1.</summary>
    private static float Between(IReadOnlyList<float> weights, int rows, int columns, double x, double y)
    {
        var (column, row) = (Math.Clamp((x * columns) - 0.5, 0, columns - 1), Math.Clamp((y * rows) - 0.5, 0, rows - 1));
        var (left, top) = ((int)column, (int)row);
        var (right, bottom) = (Math.Min(left + 1, columns - 1), Math.Min(top + 1, rows - 1));
        var (fx, fy) = ((float)(column - left), (float)(row - top));
        return ((1 - fy) * (((1 - fx) * weights[(top * columns) + left]) + (fx * weights[(top * columns) + right])))
            + (fy * (((1 - fx) * weights[(bottom * columns) + left]) + (fx * weights[(bottom * columns) + right])));
    }

    private static void Write(Image<Rgb24> image, string text, int left, int top)
    {
        foreach (var (i, c) in text.Take(Side / (Zoom * (PixelFont.Width + 1))).Index())
        {
            for (var at = 0; at < PixelFont.Width * PixelFont.Height * Zoom * Zoom; at++)
            {
                var (x, y) = (at % (PixelFont.Width * Zoom), at / (PixelFont.Width * Zoom));
                if (PixelFont.IsInk(c, x / Zoom, y / Zoom)) image[left + (i * Zoom * (PixelFont.Width + 1)) + x, top + y] = new Rgb24(0, 0, 0);
            }
        }
    }
}
