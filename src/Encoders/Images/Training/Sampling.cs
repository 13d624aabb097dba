namespace Rag.Encoders.Images.Training;

/// <summary>Resamples pictures bilinearly; what lies outside is the picture reflected at its edge.</summary>
internal static class Sampling
{
    /// <param name="planes">3 x size x size: red, green, blue.</param>
    public static void Take(PicturePyramid pyramid, Placement place, ColourMix mix, int size, Span<float> planes)
    {
        var stride = Math.Sqrt(Math.Abs((place.Xx * place.Yy) - (place.Xy * place.Yx))) / size;
        var picture = pyramid.DownTo(stride);
        var (sx, sy) = ((double)picture.Width / pyramid.Size.Width, (double)picture.Height / pyramid.Size.Height);
        var (stepXx, stepYx) = (place.Xx * sx / size, place.Yx * sy / size);
        var red = planes[..(size * size)];
        var green = planes[(size * size)..(2 * size * size)];
        var blue = planes[(2 * size * size)..];
        var rgb = picture.Rgb;
        for (int row = 0, to = 0; row < size; row++)
        {
            var (u, v) = ((0.5 / size) - 0.5, ((row + 0.5) / size) - 0.5);
            var x = ((place.X0 + (place.Xx * u) + (place.Xy * v)) * sx) - 0.5;
            var y = ((place.Y0 + (place.Yx * u) + (place.Yy * v)) * sy) - 0.5;
            for (var column = 0; column < size; column++, to++, x += stepXx, y += stepYx)
            {
                var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
                var (fx, fy) = ((float)(x - left), (float)(y - top));
                var (x0, x1) = (3 * Inside(left, picture.Width), 3 * Inside(left + 1, picture.Width));
                var (y0, y1) = (3 * picture.Width * Inside(top, picture.Height), 3 * picture.Width * Inside(top + 1, picture.Height));
                var (a, b, c, d) = ((1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy);
                float At(int channel) => (a * rgb[y0 + x0 + channel]) + (b * rgb[y0 + x1 + channel]) + (c * rgb[y1 + x0 + channel]) + (d * rgb[y1 + x1 + channel]);
                var (r, g, bl) = (At(0), At(1), At(2));
                red[to] = mix.Red.Of(r, g, bl);
                green[to] = mix.Green.Of(r, g, bl);
                blue[to] = mix.Blue.Of(r, g, bl);
            }
        }
    }

    /// <summary>Reflected at the edges as often as it takes: ... 1 0 | 0 1 ... n-1 | n-1 n-2 ...</summary>
    private static int Inside(int at, int length)
    {
        if ((uint)at < (uint)length) return at;
        var turn = ((at % (2 * length)) + (2 * length)) % (2 * length);
        return turn < length ? turn : (2 * length) - 1 - turn;
    }
}
