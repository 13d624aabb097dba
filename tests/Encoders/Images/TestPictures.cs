using Rag.Files.Pictures;

namespace Rag.Tests.Encoders.Images;

/// <summary>Pictures made of numbers.</summary>
internal static class TestPictures
{
    /// <summary>Blobs of random colours, the same for the same seed.</summary>
    public static Picture Blobs(int seed, int width = 48, int height = 48)
    {
        var random = new Random(seed);
        var (a, b) = (Colour(), Colour());
        var (fx, fy, phase) = (1 + (3 * random.NextDouble()), 1 + (3 * random.NextDouble()), 6 * random.NextDouble());
        return Of(width, height, (x, y) =>
        {
            var share = 0.5 + (0.5 * Math.Sin((2 * Math.PI * ((fx * x / width) + (fy * y / height))) + phase));
            return (Mixed(a.R, b.R), Mixed(a.G, b.G), Mixed(a.B, b.B));
            byte Mixed(byte from, byte to) => (byte)(from + ((to - from) * share));
        });

        (byte R, byte G, byte B) Colour() => ((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));
    }

    public static Picture Of(int width, int height, Func<int, int, (byte R, byte G, byte B)> colour)
    {
        var rgb = new byte[3 * width * height];
        for (var i = 0; i < width * height; i++) (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = colour(i % width, i / width);
        return new Picture(width, height, rgb);
    }
}
