using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Rag.Engine.Align;
using Rag.Engine.Align.Formats;

namespace Rag.Engine.Tests.Align.Formats;

public sealed partial class SubtitleWriterTests
{
    private static readonly Alignment _odd = MadeAlignment.Odd();

    [Theory]
    [InlineData(AlignmentFormat.Srt)]
    [InlineData(AlignmentFormat.Vtt)]
    public void Subtitles_read_back(AlignmentFormat format)
    {
        var cues = Cues(format.Write(_odd), format);

        Assert.All(cues.Zip(cues.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        Assert.All(cues, cue => Assert.True(cue.End > cue.Start));
        var text = string.Join(' ', cues.SelectMany(cue => cue.Lines));
        if (format == AlignmentFormat.Vtt) text = WebUtility.HtmlDecode(Stamp().Replace(text, ""));
        var written = _odd.Text.Split(' ').Select(word => format == AlignmentFormat.Srt && word == "--->" ? "->" : word);
        Assert.Equal(string.Join(' ', written), text);
        Assert.Equal(_odd.Words[0].Start, cues[0].Start, 0.6e-3);
        Assert.Equal(_odd.Words[4].End, cues[0].End, 0.6e-3);
        Assert.Equal(_odd.Words[^1].End, cues[^1].End, 0.6e-3);
    }

    [Fact]
    public void Words_of_the_webs_subtitles_have_their_times()
    {
        var cues = Cues(AlignmentFormat.Vtt.Write(MadeAlignment.Long(60)), AlignmentFormat.Vtt);
        var times = cues.SelectMany(cue =>
            (double[])[cue.Start, .. Stamp().Matches(string.Join(' ', cue.Lines))
            .Select(stamp => AlignmentFormatTests.Clock(stamp.Groups[1].Value))]).ToList();

        Assert.Equal(60, times.Count);
        Assert.All(times.Select((time, i) => (time, i)), word => Assert.Equal(word.i / 3.0, word.time, 0.6e-3));
    }

    [Theory]
    [InlineData(AlignmentFormat.Srt, 1)]
    [InlineData(AlignmentFormat.Srt, 200)]
    [InlineData(AlignmentFormat.Ass, 200)]
    public void No_subtitle_has_more_than_two_lines_nor_a_line_more_than_42_characters(AlignmentFormat format, int words)
    {
        var lines = format == AlignmentFormat.Srt
            ? Cues(format.Write(MadeAlignment.Long(words)), format).Select(cue => cue.Lines)
            : [.. Dialogues(format.Write(MadeAlignment.Long(words))).Select(line => Syllable().Replace(line.Text, "$2").Split("\\N"))];

        Assert.Equal(words, lines.Sum(cue => cue.Sum(line => line.Split(' ').Length)));
        Assert.All(lines, cue => Assert.InRange(cue.Length, 1, 2));
        Assert.All(lines.SelectMany(cue => cue), line => Assert.InRange(line.Length, 1, 42));
        if (words > 1) Assert.True(lines.Count(cue => cue[^1].EndsWith(',')) > lines.Count() / 2);
    }

    [Fact]
    public void Karaoke_reads_back()
    {
        var words = new List<(double Start, double End, string Text)>();
        foreach (var (start, end, text) in Dialogues(AlignmentFormat.Ass.Write(_odd)))
        {
            var at = start;
            foreach (Match syllable in Syllable().Matches(text))
            {
                var length = double.Parse(syllable.Groups[1].Value, CultureInfo.InvariantCulture) / 100;
                var word = syllable.Groups[2].Value.Replace("\\N", "", StringComparison.Ordinal).Trim();
                if (word.Length > 0) words.Add((at, at + length, word));
                at += length;
            }
            Assert.InRange(at, start, end + 1e-9);
        }

        var expected = _odd.Words.Select(word => (word.Start, word.End, Text: word.Word.Text.Replace('{', '｛').Replace('}', '｝').Replace('\\', '＼')))
            .ToList();
        expected.RemoveAt(6); // not in the sound: it has no time of its own
        words.RemoveAt(6);
        AlignmentFormatTests.Same(expected, words, 0.0101);
    }

    private static List<(double Start, double End, string[] Lines)> Cues(string text, AlignmentFormat format)
    {
        var blocks = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).ToList();
        if (format == AlignmentFormat.Vtt)
        {
            Assert.Equal("WEBVTT", blocks[0]);
            blocks.RemoveAt(0);
        }
        return [.. blocks.Select((block, i) =>
        {
            var lines = block.Split('\n');
            if (format == AlignmentFormat.Srt) Assert.Equal($"{i + 1}", lines[0]);
            var at = format == AlignmentFormat.Srt ? 1 : 0;
            var times = lines[at].Split(" --> ").Select(AlignmentFormatTests.Clock).ToArray();
            Assert.All(lines.Skip(at + 1), line => Assert.DoesNotContain("-->", line, StringComparison.Ordinal));
            return (times[0], times[1], lines[(at + 1)..]);
        })];
    }

    private static List<(double Start, double End, string Text)> Dialogues(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith("Dialogue: ", StringComparison.Ordinal))
            .Select(line => line["Dialogue: ".Length..].Split(',', 10)).Select(fields => (
            AlignmentFormatTests.Clock(fields[1]), AlignmentFormatTests.Clock(fields[2]), fields[9]))];

    [GeneratedRegex(@"<(\d\d:\d\d:\d\d\.\d{3})>")]
    private static partial Regex Stamp();

    [GeneratedRegex(@"\{\\k(\d+)\}([^{]*)")]
    private static partial Regex Syllable();
}
