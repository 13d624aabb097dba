namespace Rag.Files.Pictures;

/// <summary>
/// How a picture must be turned to stand upright, with Exif's numbers (JEITA CP-3451, tag 274): the side of the scene that
/// the first row and the first column of the file show.
/// </summary>
internal enum Orientation
{
    TopLeft = 1,
    TopRight = 2,
    BottomRight = 3,
    BottomLeft = 4,
    LeftTop = 5,
    RightTop = 6,
    RightBottom = 7,
    LeftBottom = 8,
}

internal static class Orientations
{
    /// <summary>The picture turned and mirrored so that it stands upright.</summary>
    public static Picture Upright(this Picture picture, Orientation orientation)
    {
        if (orientation == Orientation.TopLeft) return picture;
        var swapped = orientation >= Orientation.LeftTop;
        var (width, height) = swapped ? (picture.Height, picture.Width) : (picture.Width, picture.Height);
        var (rgb, alpha) = (new byte[picture.Rgb.Length], picture.Alpha is null ? null : new byte[picture.Alpha.Length]);
        var (right, bottom) = (picture.Width - 1, picture.Height - 1);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (fromX, fromY) = orientation switch
                {
                    Orientation.TopRight => (right - x, y),
                    Orientation.BottomRight => (right - x, bottom - y),
                    Orientation.BottomLeft => (x, bottom - y),
                    Orientation.LeftTop => (y, x),
                    Orientation.RightTop => (y, bottom - x),
                    Orientation.RightBottom => (right - y, bottom - x),
                    _ => (right - y, x),
                };
                var (from, to) = (fromY * picture.Width + fromX, y * width + x);
                picture.Rgb.AsSpan(3 * from, 3).CopyTo(rgb.AsSpan(3 * to));
                if (alpha is not null) alpha[to] = picture.Alpha![from];
            }
        }
        return new Picture(width, height, rgb, alpha);
    }
}
