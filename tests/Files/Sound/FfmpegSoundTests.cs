using System.Diagnostics;
using Rag.Files.Media;
using Rag.Tests.Files.Media;

namespace Rag.Tests.Files.Sound;

public sealed class FfmpegSoundTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FfmpegTheory]
    [InlineData("a.flac", 1e-3)]
    [InlineData("a.mp3", 0.05)]
    [InlineData("a.opus", 0.1)]
    [InlineData("a.m4a", 0.1)]
    [InlineData("a.mkv", 0.1)]
    public void A_tone_is_heard_in_every_format(string name, double tolerance)
    {
        var samples = Sounds.ReadAll(Convert(name));

        Assert.InRange(samples.Length, 15_000, 18_500);
        Assert.Equal(0.5, Sounds.Measure(samples[4000..12_000], 1000, 16_000).Level, tolerance);
    }

    [FfmpegFact]
    public void A_film_without_sound_is_refused()
    {
        var path = _folder["silent.mkv"];
        Run("-f", "lavfi", "-i", "color=size=32x32:rate=5:duration=1", "-an", path);

        Assert.Contains("ffmpeg cannot read it", Assert.Throws<MediaException>(() => Sounds.ReadAll(path)).Message, StringComparison.Ordinal);
    }

    [FfmpegFact]
    public void What_is_no_sound_is_refused()
    {
        var path = _folder.Write("a.mp3", new byte[4000]);

        Assert.Equal(path, Assert.Throws<MediaException>(() => Sounds.ReadAll(path)).Path);
    }

    private string Convert(string name)
    {
        var wav = _folder.Write("in.wav", WavFile.Of(WavFile.Sine(1000, 48_000, 48_000), rate: 48_000));
        Run(["-i", wav, .. name.EndsWith(".opus", StringComparison.Ordinal) ? (string[])["-c:a", "libopus"] : [], _folder[name]]);
        return _folder[name];
    }

    private static void Run(params string[] arguments)
    {
        using var process = Process.Start(Ffmpeg.Find()!.Executable, ["-nostdin", "-loglevel", "error", "-y", .. arguments]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
