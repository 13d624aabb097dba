using System.Globalization;
using Rag.Encoders.Images;
using Rag.Encoders.Media;
using Rag.Tests.Encoders.Images.Png;
using Rag.Tests.Encoders.Text.Documents;

namespace Rag.Tests.Encoders.Images;

public sealed class FuzzTests
{
    private const int Slack = 100_000; // tables, lists and the exception, whatever the picture's size
    private static readonly PictureLimits _limits = new() { MaxPixels = 20_000 };

    // RAG_FUZZ_MUTANTS asks for more than a few seconds' worth.
    private static readonly int _mutants = int.Parse(Environment.GetEnvironmentVariable("RAG_FUZZ_MUTANTS") ?? "4000", CultureInfo.InvariantCulture);

    [Fact]
    public void A_damaged_JPEG_is_read_or_refused_within_the_bounds() => Fuzz(
        [.. ((string[])["baseline-420", "baseline-422", "progressive-420", "progressive-444", "gray", "cmyk", "turned-left"]).Select(name => Fixture.Bytes($"{name}.jpg"))],
        mutant => mutant);

    [Fact]
    public void A_damaged_PNG_is_read_or_refused_within_the_bounds()
    {
        var random = new Random(9);
        var seeds = ((int Type, int Depth)[])[(0, 1), (0, 16), (2, 8), (3, 4), (4, 8), (6, 8), (6, 16)];
        byte[][] files =
        [
            .. seeds.Select(kind => new HandwrittenPng(19, 13, kind.Depth, kind.Type, false, (_, _, _) => random.Next(1 << kind.Depth)).Write(90, ("PLTE", new byte[48]))),
            .. seeds.Select(kind => new HandwrittenPng(9, 21, kind.Depth, kind.Type, true, (x, y, _) => (x + y) & 1).Write(900, ("PLTE", new byte[48]))),
            new HandwrittenPng(19, 13, 8, 2, false, (_, _, _) => random.Next(256)).Write(90, ("tRNS", new byte[6])),
        ];
        var resealed = 0;
        Fuzz(files, mutant => resealed++ % 4 == 0 ? mutant : HandwrittenPng.Reseal(mutant)); // a wrong checksum would hide the rest
    }

    private static void Fuzz(byte[][] seeds, Func<byte[], byte[]> finish)
    {
        var mutator = new Mutator(seed: 11);
        var read = 0;
        foreach (var seed in seeds) PictureReader.Decode("seed", seed, _limits);
        for (var i = 0; i < _mutants; i++)
        {
            var mutant = finish(mutator.Mutate(seeds[i % seeds.Length]));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                PictureReader.Decode("mutant", mutant, _limits);
                read++;
            }
            catch (MediaException)
            {
            }
            catch (Exception e)
            {
                Assert.Fail($"mutant {i}: {e}");
            }
            var bound = 2L * mutant.Length + PictureLimits.MostBytesPerPixel * Padded(_limits.MaxPixels) + Slack;
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, bound);
        }
        Assert.InRange(read, 1, _mutants - 1);
    }

    // A picture of one row is decoded in units of up to 32.
    private static long Padded(long pixels) => 32 * (pixels + 32);
}
