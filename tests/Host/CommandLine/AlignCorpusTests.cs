using System.Xml.Linq;
using Rag.Engine;
using Rag.Engine.Align;
using Rag.Engine.Align.Formats;
using Rag.Engine.Align.Transcripts;
using Rag.Host.CommandLine;

namespace Rag.Host.Tests.CommandLine;

public sealed class AlignCorpusTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _aligned = [], _problems = [], _notes = [];

    public AlignCorpusTests()
    {
        _folder.Write("in/a.wav", MadeSounds.Wav(2, 0.5));
        _folder.Write("in/a.txt", "The <tide> turns & ebbs.");
        _folder.Write("in/sub/b 1.wav", MadeSounds.Wav(1, 0.5));
        _folder.Write("in/sub/b 1.srt", "1\n00:00:01,000 --> 00:00:02,000\nIt ebbs.\n");
        _folder.Write("in/bad.wav", "no sound");
        _folder.Write("in/bad.txt", "Words.");
        _folder.Write("in/other.wav", MadeSounds.Wav(1, 0.5));
        _folder.Write("in/other.txt", "Something else.");
        _folder.Write("in/alone.wav", MadeSounds.Wav(1));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_can_be_aligned_is_what_cannot_is_named_and_what_is_done_stays()
    {
        var first = await RunAsync();

        Assert.Equal(["a", "sub/b 1"], first.Files.Select(file => file.Name.Replace('\\', '/')));
        Assert.Equal(2, first.Problems.Count);
        Assert.Equal(first.Problems.Order(), _problems.Order());
        Assert.Contains("1 recordings have no transcript", _notes[0], StringComparison.Ordinal);
        Assert.Contains("<tide>", await File.ReadAllTextAsync(_folder["out/a.srt"]), StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["out/sub/b 1.srt"]));
        Assert.False(File.Exists(_folder["out/bad.srt"]));

        _aligned.Clear();
        await RunAsync();
        Assert.Equal([_folder["in/bad.wav"], _folder["in/other.wav"]], _aligned.Order(StringComparer.Ordinal));

        File.SetLastWriteTimeUtc(_folder["in/a.txt"], File.GetLastWriteTimeUtc(_folder["out/a.srt"]).AddSeconds(5));
        _aligned.Clear();
        var third = await RunAsync();
        Assert.Contains(_folder["in/a.wav"], _aligned);
        Assert.DoesNotContain(_folder["in/sub/b 1.wav"], _aligned);
        Assert.Equal(2, third.Files.Count);

        _aligned.Clear();
        await RunAsync(again: true);
        Assert.Equal(4, _aligned.Count);
    }

    [Fact]
    public async Task The_report_has_all_recordings_and_draws_their_words()
    {
        await RunAsync();

        var index = await File.ReadAllTextAsync(_folder["out/report.html"]);
        Assert.Contains("<a href=\"report/sub/b%201.html\">", index, StringComparison.Ordinal);
        Assert.Contains("other.wav", index, StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(_folder["out/report/a.html"]);
        var (from, to) = (page.IndexOf("<svg", StringComparison.Ordinal), page.IndexOf("</svg>", StringComparison.Ordinal) + 6);
        var svg = XElement.Parse(page[from..to]);
        Assert.Equal(5, svg.Elements().Count(element => element.Attribute("class")?.Value.StartsWith("word", StringComparison.Ordinal) == true));
        Assert.Contains(svg.Elements(), element => element.Attribute("class")?.Value == "wave");
        Assert.Contains("<tide>", svg.Elements().Select(element => element.Value));
    }

    [Fact]
    public async Task Whoever_stops_it_finds_no_half_files()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(stop: stop.Token));

        Assert.False(Directory.Exists(_folder["out"]));
    }

    private Task<AlignedCorpus> RunAsync(bool again = false, CancellationToken stop = default) =>
        AlignCorpus.Find(_folder["in"], _folder["out"], AlignmentFormat.Srt).RunAsync(Align, Add(_problems), Add(_notes), (_, _) => { }, again, 2, stop);

    /// <summary>Two words a second, and no recording called "other".</summary>
    private Task<Alignment> Align(string recording, TranscriptText spoken, CancellationToken cancel)
    {
        lock (_aligned) _aligned.Add(recording);
        if (recording.Contains("other", StringComparison.Ordinal)) throw new BadInputException(
            $"{recording}: this does not seem to be the recording of its transcript");
        var words = spoken.Words.Select((word, i) => new AlignedWord(word, i / 2.0, (i / 2.0) + 0.4, 0.9, WordStatus.Aligned)).ToList();
        return Task.FromResult(new Alignment(recording, words.Count / 2.0, spoken.Text, words, []));
    }

    private static Action<string> Add(List<string> lines) => line =>
    {
        lock (lines) lines.Add(line);
    };
}
