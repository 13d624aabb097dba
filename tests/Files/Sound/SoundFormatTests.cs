using Rag.Files.Media;
using Rag.Files.Sound;

namespace Rag.Tests.Files.Sound;

public sealed class SoundFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AIFF_gives_the_samples_back_and_its_channels_are_averaged()
    {
        Assert.Equal([0.5f, -0.25f, 0.1f], Sounds.ReadAll(_folder.Write("a.aiff", AiffFile.Of([0.5f, -0.25f, 0.1f]))), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal([0.2f, -0.1f], Sounds.ReadAll(_folder.Write("b.aif", AiffFile.Of([0.1f, 0.3f, 0, -0.2f], channels: 2))), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void An_AIFF_cut_off_in_its_samples_is_refused()
    {
        var whole = AiffFile.Of(WavFile.Sine(300, 9000));

        Assert.Contains(";", Assert.Throws<MediaException>(() => Sounds.ReadAll(_folder.Write("a.aiff", whole[..^2000]))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void MP3_gives_all_samples_of_its_frames()
    {
        using var sound = SoundReader.Open(_folder.Write("a.mp3", MpegFile.Silence(10)), MpegFile.Rate);

        var samples = Sounds.ReadAll(sound);

        Assert.Equal(10 * MpegFile.LayerThreeSamples, samples.Length);
        Assert.All(samples, sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void The_other_layers_of_MPEG_audio_sound_too()
    {
        using var sound = SoundReader.Open(_folder.Write("a.mp1", MpegFile.Tone(40, band: 4)), MpegFile.Rate);

        var samples = Sounds.ReadAll(sound)[2000..];

        var (level, others) = Sounds.Measure(samples, 4 * MpegFile.Rate / 64.0, MpegFile.Rate);
        Assert.True(level > 0.1 && others < 0.1 * level, $"{level} and {others}");
    }

    [Fact]
    public void Vorbis_that_breaks_off_behind_its_name_is_refused()
    {
        byte[] page = [.. "OggS"u8, 0, 2, .. new byte[20], 1, 30, .. "\u0001vorbis"u8, .. new byte[23]];

        Assert.Contains(";", Assert.Throws<MediaException>(() => Sounds.ReadAll(_folder.Write("a.ogg", page))).Reason, StringComparison.Ordinal);
    }
}
