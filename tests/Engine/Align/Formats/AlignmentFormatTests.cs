using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Rag.Engine.Align;
using Rag.Engine.Align.Formats;

namespace Rag.Engine.Tests.Align.Formats;

public sealed class AlignmentFormatTests
{
    private static readonly Alignment _odd = MadeAlignment.Odd();

    private static IEnumerable<AlignedWord> Heard => _odd.Words.Where(word => word.Status != WordStatus.NotInAudio && word.End > word.Start);

    [Fact]
    public void TextGrid_reads_back_and_tiles_the_recording()
    {
        var (end, tiers) = TextGridFile.Read(AlignmentFormat.TextGrid.Write(_odd));

        Assert.Equal(_odd.Seconds, end, 1e-4);
        Assert.Equal(["words", "segments"], tiers.Select(tier => tier.Name));
        foreach (var (_, intervals) in tiers)
        {
            Assert.Equal((0, end), (intervals[0].Start, intervals[^1].End));
            Assert.All(intervals.Zip(intervals.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
            Assert.All(intervals, interval => Assert.True(interval.End > interval.Start));
        }
        Same(Heard.Select(word => (word.Start, word.End, word.Word.Text)), tiers[0].Intervals.Where(interval => interval.Text.Length > 0), 0.6e-4);
        Assert.Equal(3, tiers[1].Intervals.Count(interval => interval.Text.Length > 0));
        Assert.Equal("\"Say <i> Tom & Ann\"", tiers[1].Intervals[1].Text);
    }

    [Fact]
    public void Json_reads_back()
    {
        using var json = JsonDocument.Parse(AlignmentFormat.Json.Write(_odd));
        var segments = json.RootElement.GetProperty("segments").EnumerateArray().ToList();
        var words = segments.SelectMany(segment => segment.GetProperty("words").EnumerateArray()).ToList();

        Same(_odd.Words.Select(word => (word.Start, word.End, word.Word.Text)),
            words.Select(word => (word.GetProperty("start").GetDouble(), word.GetProperty("end").GetDouble(), word.GetProperty("word").GetString()!)),
            0.6e-3);
        Assert.Equal(["not in audio", "estimated"], words.Select(word => word.GetProperty("status").GetString()!).Where(status => status != "aligned"));
        Assert.Equal((_odd.Source, 3, 1.5),
            (json.RootElement.GetProperty("source").GetString(), segments.Count, json.RootElement.GetProperty("unwritten")[0].GetProperty("end")
            .GetDouble()));
        Assert.Equal(Math.Round(12 / 14.0, 4), json.RootElement.GetProperty("coverage").GetDouble());
    }

    [Fact]
    public void Ctm_reads_back()
    {
        var rows = AlignmentFormat.Ctm.Write(_odd).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToList();

        Assert.All(rows, row => Assert.Equal(("my_talk", "1", "0.8750", 6), (row[0], row[1], row[5], row.Length)));
        Same(Heard.Select(word => (word.Start, word.End, word.Word.Text)),
            rows.Select(row => (Number(row[2]), Number(row[2]) + Number(row[3]), row[4])), 0.6e-3);
    }

    [Fact]
    public void Tsv_reads_back()
    {
        var rows = AlignmentFormat.Tsv.Write(_odd).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();

        Assert.Equal(["start", "end", "confidence", "status", "segment", "word"], rows[0]);
        Same(_odd.Words.Select(word => (word.Start, word.End, word.Word.Text)), rows.Skip(1).Select(row => (Number(row[0]), Number(row[1]), row[5])), 0.6e-3);
        Assert.Equal(["1", "2", "3"], rows.Skip(1).Select(row => row[4]).Distinct());
    }

    [Fact]
    public void Elan_reads_back_with_words_inside_of_their_segments()
    {
        var root = XDocument.Parse(AlignmentFormat.Eaf.Write(_odd)).Root!;
        var times = root.Element("TIME_ORDER")!.Elements().ToDictionary(slot => slot.Attribute("TIME_SLOT_ID")!.Value, slot =>
            Number(slot.Attribute("TIME_VALUE")!.Value) / 1000);
        var tiers = root.Elements("TIER").ToDictionary(tier => tier.Attribute("TIER_ID")!.Value, tier =>
            tier.Descendants("ALIGNABLE_ANNOTATION").Select(annotation => (
            times[annotation.Attribute("TIME_SLOT_REF1")!.Value], times[annotation.Attribute("TIME_SLOT_REF2")!.Value], annotation.Value)).ToList());

        Same(Heard.Select(word => (word.Start, word.End, word.Word.Text.Replace('\u0001', '\uFFFD'))), tiers["words"], 0.6e-3);
        Assert.Equal(3, tiers["segments"].Count);
        Assert.All(tiers["words"], word => Assert.Contains(tiers["segments"], segment => segment.Item1 <= word.Item1 && word.Item2 <= segment.Item2));
        Assert.Equal("segments", root.Elements("TIER").Last().Attribute("PARENT_REF")!.Value);
        Assert.Equal(["file:///tmp/my%20talk.wav"], root.Descendants("MEDIA_DESCRIPTOR").Select(media => media.Attribute("MEDIA_URL")!.Value));
        var ids = root.DescendantsAndSelf().Attributes().Where(attribute => attribute.Name.LocalName is "ANNOTATION_ID" or "TIME_SLOT_ID")
            .Select(attribute => attribute.Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Smil_reads_back_and_its_page_has_what_it_speaks_of()
    {
        XNamespace smil = "http://www.w3.org/ns/SMIL";
        var pars = XDocument.Parse(AlignmentFormat.Smil.Write(_odd)).Descendants(smil + "par").ToList();
        var page = XDocument.Parse(SmilWriter.Page(_odd)).Descendants().Where(element => element.Attribute("id") is not null)
            .ToDictionary(element => element.Attribute("id")!.Value, element => element.Value);

        Same(
            Heard.Select(word => (word.Start, word.End, word.Word.Text.Replace('\u0001', '\uFFFD'))),
            pars.Select(par => (
                Clock(par.Element(smil + "audio")!.Attribute("clipBegin")!.Value), Clock(par.Element(smil + "audio")!.Attribute("clipEnd")!.Value),
                page[par.Element(smil + "text")!.Attribute("src")!.Value.Split('#')[1]])),
            0.6e-3);
        Assert.All(pars, par => Assert.Equal("my%20talk.wav", par.Element(smil + "audio")!.Attribute("src")!.Value));
    }

    [Theory]
    [InlineData("a.textgrid", AlignmentFormat.TextGrid)]
    [InlineData("b/A.TextGrid", AlignmentFormat.TextGrid)]
    [InlineData("a.VTT", AlignmentFormat.Vtt)]
    [InlineData("a.xyz", null)]
    [InlineData("a.1", null)]
    [InlineData("a", null)]
    public void An_ending_chooses(string path, AlignmentFormat? format) => Assert.Equal(format, AlignmentFormats.OfEnding(path));

    [Fact]
    public void Words_outside_of_the_recording_or_over_one_another_are_brought_in_order()
    {
        var words = _odd.Words.Select((word, i) => word with { Start = word.Start - 1, End = i == 13 ? 99 : word.End + 0.5 }).ToList();

        foreach (var format in Enum.GetValues<AlignmentFormat>()) format.Write(_odd with { Words = words });
        var (end, tiers) = TextGridFile.Read(AlignmentFormat.TextGrid.Write(_odd with { Words = words }));
        Assert.All(tiers[0].Intervals.Zip(tiers[0].Intervals.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        Assert.Equal(end, tiers[0].Intervals[^1].End);
    }

    internal static void Same(IEnumerable<(double Start, double End, string Text)> expected,
        IEnumerable<(double Start, double End, string Text)> found, double tolerance)
    {
        var (left, right) = (expected.ToList(), found.ToList());
        Assert.Equal(left.Select(word => word.Text), right.Select(word => word.Text));
        Assert.All(left.Zip(right), pair =>
        {
            Assert.Equal(pair.First.Start, pair.Second.Start, tolerance);
            Assert.Equal(pair.First.End, pair.Second.End, tolerance);
        });
    }

    internal static double Clock(string clock) => clock.Replace(',', '.').Split(':').Aggregate(0.0, (sum, part) => (60 * sum) + Number(part));

    private static double Number(string number) => double.Parse(number, CultureInfo.InvariantCulture);
}
