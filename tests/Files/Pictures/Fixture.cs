using Rag.Files.Pictures;

namespace Rag.Tests.Files.Pictures;

/// <summary>
/// Pictures that PIL 9.4 saved: the pattern, 40 x 30 pixels of (6 x, 8 y, 3 x + 3 y), in several codings and sizes.
/// </summary>
internal static class Fixture
{
    public const int Width = 40, Height = 30;

    public static string Path(string name) => System.IO.Path.Combine(SharedData.Repository, "tests/Files/Pictures/Fixtures", name);

    public static Picture Read(string name) => PictureReader.Read(Path(name));

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path(name));

    public static byte[] Pattern { get; } =
        [.. from y in Enumerable.Range(0, Height) from x in Enumerable.Range(0, Width) from value in (int[])[6 * x, 8 * y, 3 * x + 3 * y] select (byte)value];

    public static double MeanDifference(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();
}
