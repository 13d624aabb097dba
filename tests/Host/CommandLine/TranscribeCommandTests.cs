using System.Text.Json;

namespace Rag.Host.Tests.CommandLine;

public sealed class TranscribeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_can_be_read_is_written_what_cannot_is_named_and_what_is_done_stays()
    {
        var (good, bad) = (Silence("a.wav"), _folder.Write("b.wav", "no sound"));

        var first = await Ran.Run("transcribe", good, bad, "--format", "json", "-o", _folder["out"]);

        Assert.Equal(2, first.ExitCode);
        Assert.Contains(first.ErrorLines, line => line.StartsWith(bad, StringComparison.Ordinal));
        using (var json = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["out/a.json"])))
            Assert.Equal((1.0, 0), (json.RootElement.GetProperty("seconds").GetDouble(), json.RootElement.GetProperty("segments").GetArrayLength()));
        Assert.Equal(["a.json"], Directory.GetFiles(_folder["out"]).Select(Path.GetFileName));
        _folder.Write("out/a.json", "done before");
        var second = await Ran.Run("transcribe", good, "--format", "json", "-o", _folder["out"]);
        Assert.Equal(0, second.ExitCode);
        Assert.Contains("already", Assert.Single(second.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("done before", await File.ReadAllTextAsync(_folder["out/a.json"]));
    }

    [Fact]
    public async Task One_transcript_goes_to_the_output_and_nothing_else_does()
    {
        var ran = await Ran.Run("transcribe", Silence("a.wav"), "--format", "vtt");

        Assert.Equal((0, "WEBVTT\n\n"), (ran.ExitCode, ran.Output));
    }

    [Theory]
    [InlineData("does not know the language 'xx'", "a.wav", "--language", "xx")]
    [InlineData("name a folder for them with -o", "a.wav", "b.wav", "--format", "srt")]
    [InlineData("no such model", "a.wav", "--model", "nothing")]
    [InlineData("\"d_model\" is missing", "a.wav", "--model", "half")]
    [InlineData("--beam 0", "a.wav", "--beam", "0")]
    public async Task What_makes_no_sense_is_refused_in_a_line(string reason, params string[] arguments)
    {
        Silence("a.wav");
        _folder.Write("half/config.json", """{"model_type": "whisper"}""");
        _folder.Write("half/model.safetensors", [2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']);

        var ran = await Ran.Run(["transcribe", .. arguments.Select(argument => argument.EndsWith(".wav", StringComparison.Ordinal) || argument == "half" ? _folder[argument] : argument)]);

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains(reason, ran.ErrorLines[0], StringComparison.Ordinal);
    }

    private string Silence(string name)
    {
        byte[] format = [.. "fmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0];
        return _folder.Write(name, [.. "RIFF"u8, .. BitConverter.GetBytes(36 + 32_000), .. "WAVE"u8, .. format, .. "data"u8, .. BitConverter.GetBytes(32_000), .. new byte[32_000]]);
    }
}
