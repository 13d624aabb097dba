using Rag.Encoders.Audio.Aligner;
using TorchSharp;

namespace Rag.Host.Tests.CommandLine;

[Collection(GlobalGenerator.Name)]
public sealed class AlignCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AlignCommandTests()
    {
        _folder.Write("a.wav", MadeSounds.Wav(1));
        _folder.Write("a.txt", "The tide turns.");
        _folder.Write("alone.wav", MadeSounds.Wav(1));
        _folder.Write("empty.txt", "");
        _folder.Write("han.txt", "今天天气很好。");
        _folder.Write("bad.srt", "1\n00:00:01 -> 2 -->\nHi\n");
        _folder.Write("bad.json", "{\"text\": ");
        _folder.Write("bad.wav", "no sound");
        _folder.Write("none/c.wav", MadeSounds.Wav(1));
        _folder.Write("twice/d.wav", MadeSounds.Wav(1));
        _folder.Write("twice/d.mp3", "");
        _folder.Write("twice/d.txt", "Words.");
        _folder.Write("subs/e.wav", MadeSounds.Wav(1));
        _folder.Write("subs/e.srt", "1\n00:00:01,000 --> 00:00:02,000\nWords.\n");
        _folder.Write("empty/config.json", "{}");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("no word", "a.wav", "empty.txt")]
    [InlineData("Chinese", "a.wav", "han.txt")]
    [InlineData("line 2", "a.wav", "bad.srt")]
    [InlineData("no valid JSON", "a.wav", "bad.json")]
    [InlineData("is not there", "a.wav", "absent.txt")]
    [InlineData("is not there", "absent.wav", "a.txt")]
    [InlineData("no transcript of the same name", "alone.wav")]
    [InlineData("names no format", "a.wav", "a.txt", "-o", "out.xyz")]
    [InlineData("name another for its alignments with -o", "none")]
    [InlineData("none has a transcript", "none", "-o", "out")]
    [InlineData("would both be", "twice", "-o", "out")]
    [InlineData("take the place of the transcript", "subs", "-o", "subs", "--format", "srt")]
    [InlineData("leave the transcript out", "subs", "a.txt", "-o", "out")]
    [InlineData("it is a file", "subs", "-o", "a.txt")]
    [InlineData("--jobs 0", "subs", "-o", "out", "--jobs", "0")]
    [InlineData("doc", "a.wav", "a.txt", "--format", "doc")]
    [InlineData("no such model", "a.wav", "a.txt", "--model", "nothing")]
    public async Task What_makes_no_sense_is_refused_in_a_line(string reason, params string[] arguments)
    {
        var ran = await Run(arguments);

        Assert.Equal((2, ""), (ran.ExitCode, ran.Output));
        Assert.Contains(reason, ran.ErrorLines[0], StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task Sound_that_cannot_be_read_is_refused()
    {
        var ran = await Run("bad.wav", "a.txt");

        Assert.Equal(2, ran.ExitCode);
        Assert.StartsWith(_folder["bad.wav"], Assert.Single(ran.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_aligner_that_knows_nothing_aligns_or_says_that_the_two_do_not_belong_together()
    {
        torch.manual_seed(1);
        using (var model = new AlignerModel(new AlignerOptions())) model.Save(_folder["model"]);
        _folder.Write("tones/a.wav", MadeSounds.Wav(2, 0.5));
        _folder.Write("tones/a.txt", "The tide turns in 1847.");
        _folder.Write("tones/b.wav", MadeSounds.Wav(3, 0.3));
        _folder.Write("tones/b.txt", "It ebbs.");

        var one = await Run("tones/a.wav", "tones/a.txt", "--model", "model", "-o", "a.TextGrid");
        var all = await Run("tones", "--model", "model", "-o", "out");

        Assert.Equal("", one.Output);
        Assert.Equal(one.ExitCode == 0, File.Exists(_folder["a.TextGrid"]));
        Assert.True(one.ExitCode == 0
            || (one.ExitCode == 1 && Assert.Single(one.ErrorLines).Contains("recording of its transcript", StringComparison.Ordinal)), one.ErrorLines[0]);
        Assert.Equal(one.ExitCode == 0, File.Exists(_folder["out/a.TextGrid"]));
        Assert.Equal(all.ExitCode == 0, File.Exists(_folder["out/a.TextGrid"]) && File.Exists(_folder["out/b.TextGrid"]));
        Assert.True(File.Exists(_folder["out/report.html"]));
        Assert.Contains(all.ErrorLines, line => line.Contains("report.html", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_without_an_aligner_in_it_is_refused()
    {
        var ran = await Run("a.wav", "--model", "empty");

        Assert.Equal(2, ran.ExitCode);
        Assert.Single(ran.ErrorLines);
    }

    [Fact]
    public async Task Silence_is_not_aligned_and_without_a_model_a_line_says_how_to_make_one()
    {
        var ran = await Run("a.wav");

        Assert.Equal("", ran.Output);
        Assert.Contains(ran.ExitCode == 1 ? "silence" : "rag train aligner", Assert.Single(ran.ErrorLines), StringComparison.Ordinal);
    }

    private Task<Ran> Run(params string[] arguments) => Ran.Run(
        ["align", .. arguments.Select((argument, i) => argument.StartsWith('-') || (i > 0 && arguments[i - 1] is "--format" or "--jobs")
            || argument == "nothing" ? argument : _folder[argument])]);
}
