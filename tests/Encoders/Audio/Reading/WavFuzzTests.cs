using Rag.Encoders.Audio.Reading;
using Rag.Encoders.Media;

namespace Rag.Tests.Encoders.Audio.Reading;

/// <summary>RAG_FUZZ_WAVS in the environment makes it longer: a million takes some minutes.</summary>
public sealed class WavFuzzTests
{
    private const long MostBytes = 16 << 20; // one file's buffers; most is the resampler's table at 768 kHz

    [Fact]
    public void A_damaged_file_is_read_or_refused_within_bounds()
    {
        var mutants = int.Parse(Environment.GetEnvironmentVariable("RAG_FUZZ_WAVS") ?? "20000", System.Globalization.CultureInfo.InvariantCulture);
        var random = new Random(11);
        byte[][] seeds =
        [
            WavFile.Of(WavFile.Sine(300, 40)), WavFile.Of(WavFile.Sine(300, 40), WavKind.Real32, channels: 2), WavFile.Rf64(WavFile.Sine(300, 20)),
            WavFile.Of(WavFile.Sine(300, 40), WavKind.Integer24, extensible: true), WavFile.Of(WavFile.Sine(300, 10), WavKind.Real64),
        ];
        var buffer = new float[512];
        var (read, refused) = (0, 0);
        for (var i = 0; i < mutants; i++)
        {
            var file = Mutate(seeds[i % seeds.Length], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var stream = new MemoryStream(file);
                var header = WavHeader.Read("fuzz.wav", stream);
                if (header.Encoding == SampleEncoding.Other) continue;
                using var sound = SoundReader.OpenWav("fuzz.wav", stream, header, i % 50 == 0 ? SoundReader.EncoderRate : header.SampleRate);
                long total = 0;
                for (int count; (count = sound.Read(buffer)) > 0;) total += count;
                Assert.InRange(total, 1, 16L * file.Length + 16);
                read++;
            }
            catch (MediaException e)
            {
                Assert.Equal("fuzz.wav", e.Path);
                Assert.InRange(e.Offset ?? -1, 0, file.Length);
                refused++;
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
        Assert.True(read > mutants / 100 && refused > mutants / 100, $"{read} read, {refused} refused: the mutants are too tame or too wild");
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var mutant = seed.ToList();
        for (var times = random.Next(1, 4); times > 0 && mutant.Count > 0; times--)
        {
            // The header is what can lie.
            var at = random.Next(2) == 0 ? random.Next(mutant.Count) : random.Next(Math.Min(mutant.Count, 60));
            var length = random.Next(1, Math.Min(mutant.Count - at, 40) + 1);
            switch (random.Next(7))
            {
                case 0: mutant[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: mutant[at] = (byte)random.Next(256); break;
                case 2: mutant.RemoveRange(at, length); break;
                case 3: mutant.InsertRange(at, mutant.GetRange(at, length)); break;
                case 4: for (var i = at; i < Math.Min(at + 4, mutant.Count); i++) mutant[i] = (byte)(random.Next(2) * 255); break;
                case 5: mutant.RemoveRange(at, mutant.Count - at); break;
                default: (mutant[at], mutant[^1]) = (mutant[^1], mutant[at]); break;
            }
        }
        return [.. mutant];
    }
}
