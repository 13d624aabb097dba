using System.Text.Json;

namespace Rag.Host.Tests.CommandLine;

public sealed class TrainAlignerCommandTests : IDisposable
{
    private const int Rate = 16_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_aligner_that_was_trained_is_measured_on_what_was_held_out()
    {
        Set("said");

        var trained = await Ran.Run(
            "train", "aligner", "--data", _folder["said"], "--hold-out", "said=1", "--steps", "2", "--out", _folder["run"]);

        Assert.Equal((0, ""), (trained.ExitCode, trained.Output));
        Assert.Contains(trained.ErrorLines, line => line.Contains("said median ms", StringComparison.Ordinal));
        var held = Assert.Single(await File.ReadAllLinesAsync(_folder["run/held-out-said.txt"]));
        Assert.Contains(held, new[] { "a", "b", "c" });

        var measured = await Ran.Run("eval", "align", "--data", _folder["said"], "--model", _folder["run/model"], "--only", _folder["run/held-out-said.txt"], "--json");

        using var json = JsonDocument.Parse(measured.Output);
        var root = json.RootElement;
        Assert.Equal((0, 1), (measured.ExitCode, root.GetProperty("files").GetInt32()));
        foreach (var name in new[] { "starts", "ends", "both", "even_split" })
        {
            string[] figures = [.. root.GetProperty(name).EnumerateObject().Select(figure => figure.Name)];
            Assert.Equal(["median_ms", "mean_ms", "p90_ms", "within_10ms", "within_25ms", "within_50ms", "within_100ms"], figures);
        }
        Assert.InRange(root.GetProperty("failed").GetInt32(), 0, 1); // after two steps it may well think that nothing fits
    }

    [Theory]
    [InlineData("is none of the folders", "train", "aligner", "--data", "said", "--hold-out", "other=1")]
    [InlineData("as in fraser=75", "train", "aligner", "--data", "said", "--hold-out", "said")]
    [InlineData("manifest.tsv", "train", "aligner", "--data", "nothing")]
    [InlineData("words.tsv", "eval", "align", "--data", "written", "--model", "x")]
    [InlineData("--drop 1", "eval", "align", "--data", "said", "--drop", "1")]
    [InlineData("--only", "eval", "align", "--data", "said", "--only", "nothing")]
    public async Task What_makes_no_sense_is_refused_in_a_line(string reason, params string[] arguments)
    {
        Set("said");
        _folder.Write("written/manifest.tsv", "file\tseconds\ttext\naudio/a.wav\t1\tone");

        var ran = await Ran.Run([.. arguments.Select((argument, i) => arguments[Math.Max(0, i - 1)] is "--data" or "--only" ? _folder[argument] : argument)]);

        Assert.Equal(2, ran.ExitCode);
        Assert.Contains(reason, ran.ErrorLines[0], StringComparison.Ordinal);
    }

    private void Set(string name)
    {
        _folder.Write($"{name}/manifest.tsv", "file\tseconds\ttext\naudio/a.wav\t1\tOne two\naudio/b.wav\t1\tTwo one\naudio/c.wav\t1\tone, one");
        _folder.Write($"{name}/words.tsv", "id\tstart_s\tend_s\tword\na\t0.2\t0.4\tone\na\t0.5\t0.8\ttwo\nb\t0.2\t0.5\ttwo\nb\t0.6\t0.8\tone\nc\t0.2\t0.4\tone\nc\t0.6\t0.8\tone\n");
        byte[] header = [.. "RIFF"u8, .. BitConverter.GetBytes(36 + (2 * Rate)), .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0, .. "data"u8, .. BitConverter.GetBytes(2 * Rate)];
        byte[] sound = [.. header, .. Enumerable.Range(0, Rate).SelectMany(i => BitConverter.GetBytes((short)(8000 * Math.Sin(i * 0.2) * (i % 4800 > 2400 ? 1 : 0.01))))];
        foreach (var file in new[] { "a", "b", "c" }) _folder.Write($"{name}/audio/{file}.wav", sound);
    }
}
