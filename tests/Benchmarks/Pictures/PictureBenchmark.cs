using System.Diagnostics;
using Rag.Files.Pictures;

namespace Rag.Benchmarks.Pictures;

/// <summary>How long the picture files of a folder take to decode from memory, on one thread.</summary>
internal static class PictureBenchmark
{
    private const double SecondsEach = 2;

    /// <summary>The least milliseconds for each folder below <paramref name="root"/>, whose files are decoded one after the other.</summary>
    public static Dictionary<string, double> Run(string root) => Directory.GetDirectories(root).Order()
        .ToDictionary(folder => Path.GetFileName(folder), folder => Least(Directory.GetFiles(folder).Order().Select(File.ReadAllBytes).ToArray()));

    private static double Least(byte[][] files)
    {
        var least = double.MaxValue;
        for (var all = Stopwatch.StartNew(); all.Elapsed.TotalSeconds < SecondsEach;)
        {
            var one = Stopwatch.StartNew();
            foreach (var file in files) PictureReader.Decode("picture", file);
            least = Math.Min(least, one.Elapsed.TotalMilliseconds);
        }
        return least;
    }
}
