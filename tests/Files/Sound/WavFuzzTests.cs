using Rag.Files.Media;
using Rag.Files.Sound;
using Rag.Tests.Fuzzing;
using Xunit.Abstractions;

namespace Rag.Tests.Files.Sound;

public sealed class WavFuzzTests(ITestOutputHelper output)
{
    private const long MostBytes = 16 << 20; // one file's buffers; most is the resampler's table at 768 kHz

    [Fact]
    public void A_damaged_file_is_read_or_refused_within_bounds()
    {
        byte[][] sound =
        [
            WavFile.Of(WavFile.Sine(300, 40)), WavFile.Of(WavFile.Sine(300, 40), WavKind.Real32, channels: 2), WavFile.Rf64(WavFile.Sine(300, 20)),
            WavFile.Of(WavFile.Sine(300, 40), WavKind.Integer24, extensible: true), WavFile.Of(WavFile.Sine(300, 10), WavKind.Real64),
        ];
        var fuzz = new Fuzz<MediaException>(output)
        {
            Damage = new Mutator(seed: 11, head: 60).Mutate,
            IsClear = (refusal, file) => refusal.Path == "fuzz.wav" && (refusal.Offset ?? 0) >= 0 && (refusal.Offset ?? 0) <= file.Length,
            MostBytes = _ => MostBytes,
        };
        var buffer = new float[512];
        var files = 0;
        fuzz.Run(usual: 10_000, sound, file =>
        {
            using var stream = new MemoryStream(file);
            var header = WavHeader.Read("fuzz.wav", stream);
            if (header.Encoding == SampleEncoding.Other) return;
            using var samples = SoundReader.OpenWav("fuzz.wav", stream, header, files++ % 50 == 0 ? SoundReader.EncoderRate : header.SampleRate);
            long total = 0;
            for (int count; (count = samples.Read(buffer)) > 0;) total += count;
            Assert.InRange(total, 1, 16L * file.Length + 16);
        });
    }
}
