namespace Rag.Encoders.Images.Training;

/// <summary>Where the pixels of a view lie in the picture: x = X0 + Xx column + Xy row, y likewise, in pixels of the whole picture.</summary>
internal readonly record struct Placement(double X0, double Xx, double Xy, double Y0, double Yx, double Yy)
{
    /// <summary>The whole picture.</summary>
    public static Placement Whole((int Width, int Height) size, bool mirrored = false) => Crop(size, 0.5, 0.5, 1, 1, 0, mirrored);

    /// <summary>A crop around a centre, sizes as shares of the picture's; its rows and columns run over -1/2..1/2.</summary>
    public static Placement Crop((int Width, int Height) size, double x, double y, double width, double height, double angle, bool mirrored)
    {
        var (sine, cosine) = Math.SinCos(angle);
        var (w, h) = (width * size.Width * (mirrored ? -1 : 1), height * size.Height);
        return new Placement(x * size.Width, w * cosine, -h * sine, y * size.Height, w * sine, h * cosine);
    }
}
