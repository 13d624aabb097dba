using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rag.Engine.Transcribe;

namespace Rag.Engine.Tests.Transcribe;

public sealed partial class TranscriptFormatTests
{
    private static readonly Transcript _transcript = new("talk.wav", "en", 3700.5,
    [
        new TranscriptSegment(0, 2.5, " The tide <turns> & ebbs.", "en", -0.25),
        new TranscriptSegment(3661.0416, 3663, " A --> B\tand on.", "en", -0.5),
    ]);

    [Fact]
    public void Text_has_a_line_for_each_stretch() =>
        Assert.Equal(["The tide <turns> & ebbs.", "A --> B and on.", ""], TranscriptFormat.Txt.Write(_transcript).Split('\n'));

    [Theory]
    [InlineData(TranscriptFormat.Srt)]
    [InlineData(TranscriptFormat.Vtt)]
    public void Subtitles_read_back(TranscriptFormat format)
    {
        var written = format.Write(_transcript);
        var cues = written.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(cue => cue != "WEBVTT").Select(cue => cue.Split('\n')).ToList();

        Assert.Equal(format == TranscriptFormat.Vtt, written.StartsWith("WEBVTT\n\n", StringComparison.Ordinal));
        Assert.Equal(2, cues.Count);
        for (var i = 0; i < cues.Count; i++)
        {
            var times = Times().Match(cues[i][^2]);
            Assert.True(times.Success, cues[i][^2]);
            Assert.Equal(_transcript.Segments[i].Start, Seconds(times.Groups[1].Value), 0.0006);
            Assert.Equal(_transcript.Segments[i].End, Seconds(times.Groups[2].Value), 0.0006);
            Assert.DoesNotContain("-->", cues[i][^1], StringComparison.Ordinal);
        }
        Assert.Equal(format == TranscriptFormat.Vtt ? "The tide &lt;turns&gt; &amp; ebbs." : "The tide <turns> & ebbs.", cues[0][^1]);
    }

    [Fact]
    public void A_table_has_three_columns()
    {
        var rows = TranscriptFormat.Tsv.Write(_transcript).TrimEnd('\n').Split('\n').Select(line => line.Split('\t')).ToList();

        Assert.Equal(["start", "end", "text"], rows[0]);
        Assert.Equal(["3661.042", "3663.000", "A --> B and on."], rows[2]);
    }

    [Fact]
    public void Json_has_everything()
    {
        using var json = JsonDocument.Parse(TranscriptFormat.Json.Write(_transcript));
        var root = json.RootElement;

        Assert.Equal(("talk.wav", "en", 3700.5), (root.GetProperty("source").GetString(), root.GetProperty("language").GetString(), root.GetProperty("seconds").GetDouble()));
        Assert.Equal(_transcript.Text, root.GetProperty("text").GetString());
        Assert.Equal((3661.042, -0.5), (root.GetProperty("segments")[1].GetProperty("start").GetDouble(), root.GetProperty("segments")[1].GetProperty("log_probability").GetDouble()));
    }

    private static double Seconds(string clock)
    {
        var parts = clock.Replace(',', '.').Split(':').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return (3600 * parts[0]) + (60 * parts[1]) + parts[2];
    }

    [GeneratedRegex(@"^(\d{2,}:\d\d:\d\d[.,]\d{3}) --> (\d{2,}:\d\d:\d\d[.,]\d{3})$")]
    private static partial Regex Times();
}
