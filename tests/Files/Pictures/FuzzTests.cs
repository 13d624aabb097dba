using Rag.Files.Media;
using Rag.Files.Pictures;
using Rag.Tests.Files.Pictures.Png;
using Rag.Tests.Fuzzing;
using Xunit.Abstractions;

namespace Rag.Tests.Files.Pictures;

public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Slack = 100_000; // tables, lists and the exception, whatever the picture's size
    private static readonly PictureLimits _limits = new() { MaxPixels = 20_000 };

    [Fact]
    public void A_damaged_JPEG_is_read_or_refused_within_the_bounds() => Fuzz(
        [.. ((string[])["baseline-420", "baseline-422", "progressive-420", "progressive-444", "gray", "cmyk", "turned-left"]).Select(name => Fixture.Bytes($"{name}.jpg"))],
        new Mutator(seed: 11).Mutate);

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
        var mutator = new Mutator(seed: 11);
        var resealed = 0;
        Fuzz(files, file => resealed++ % 4 == 0 ? mutator.Mutate(file) : HandwrittenPng.Reseal(mutator.Mutate(file))); // a wrong checksum would hide the rest
    }

    private void Fuzz(byte[][] files, Func<byte[], byte[]> damage) => new Fuzz<MediaException>(output)
    {
        Damage = damage,
        IsClear = (refusal, file) => refusal.Path == "fuzz" && (refusal.Offset ?? 0) >= 0 && (refusal.Offset ?? 0) <= file.Length,
        MostBytes = file => (2L * file.Length) + (PictureLimits.MostBytesPerPixel * Padded(_limits.MaxPixels)) + Slack,
    }.Run(usual: 4000, files, file => PictureReader.Decode("fuzz", file, _limits));

    // A picture of one row is decoded in units of up to 32.
    private static long Padded(long pixels) => 32 * (pixels + 32);
}
