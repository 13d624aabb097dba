using Rag.Files.Media;
using Rag.Files.Sound;
using Rag.Tests.Fuzzing;
using Xunit.Abstractions;

namespace Rag.Tests.Files.Sound;

public sealed class SoundFuzzTests(ITestOutputHelper output)
{
    private const long MostBytes = 16 << 20; // one file's buffers; most is the resampler's table at 768 kHz

    [Fact]
    public void A_damaged_WAV_is_read_or_refused_within_bounds() => Fuzz(
        WavFile.Of(WavFile.Sine(300, 40)), WavFile.Of(WavFile.Sine(300, 40), WavKind.Real32, channels: 2), WavFile.Rf64(WavFile.Sine(300, 20)),
        WavFile.Of(WavFile.Sine(300, 40), WavKind.Integer24, extensible: true), WavFile.Of(WavFile.Sine(300, 10), WavKind.Real64), WavFile.Companded(6, new byte[40]));

    [Fact]
    public void A_damaged_AIFF_is_read_or_refused_within_bounds() => Fuzz(AiffFile.Of(WavFile.Sine(300, 40)), AiffFile.Of(WavFile.Sine(300, 40), channels: 2));

    [Fact]
    public void Damaged_MPEG_audio_is_read_or_refused_within_bounds() => Fuzz(MpegFile.Silence(3), MpegFile.Tone(3));

    private void Fuzz(params byte[][] sound)
    {
        var fuzz = new Fuzz<MediaException>(output)
        {
            Damage = new Mutator(seed: 11, head: 60).Mutate,
            IsClear = (refusal, file) => refusal.Path == "fuzz" && (refusal.Offset ?? 0) >= 0 && (refusal.Offset ?? 0) <= file.Length,
            MostBytes = _ => MostBytes,
        };
        var buffer = new float[512];
        fuzz.Run(usual: 4_000, sound, file =>
        {
            using var samples = SoundFile.TryOpen("fuzz", new MemoryStream(file));
            long total = 0;
            for (int count; samples is not null && (count = samples.Read(buffer)) > 0;) total += count;
            Assert.InRange(total, 0, 4L * file.Length + 4000);
        });
    }
}
