using System.Text;
using Rag.Engine.Align.Transcripts;
using Rag.Engine.Transcribe;

namespace Rag.Engine.Tests.Align.Transcripts;

public sealed class TranscriptFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_of_plain_text_is_a_cue_and_words_keep_their_punctuation()
    {
        var spoken = Read("a.txt", "\"The tide turns,\" he said.\n\nIt ebbs—slowly ...\n");

        Assert.Equal(["\"The tide turns,\" he said.", "It ebbs—slowly ..."], spoken.Cues.Select(cue => cue.Text));
        Assert.Equal(["\"The", "tide", "turns,\"", "he", "said.", "It", "ebbs—", "slowly", "..."], spoken.Words.Select(word => word.Text));
        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 1, 1], spoken.Words.Select(word => word.Cue));
        Assert.All(spoken.Words, word => Assert.Equal(word.Text, spoken.Text[word.Start..word.End]));
        Assert.Equal("turns", spoken.Words[2].Readings[0]);
        Assert.Empty(spoken.Words[8].Readings);
    }

    [Fact]
    public void Running_text_is_cut_at_its_sentences()
    {
        var sentence = "The tide turns and turns again before the ships of the harbour can leave it for the open sea.";

        Assert.Equal(Enumerable.Repeat(sentence, 3), Read("a.txt", $"{sentence} {sentence} {sentence}").Cues.Select(cue => cue.Text));
    }

    [Fact]
    public void Lines_without_full_stops_are_cues_and_wrapped_ones_are_not()
    {
        Assert.Equal(["the tide turns", "it ebbs slowly", "and comes again"],
            Read("a.txt", "the tide turns\nit ebbs slowly\nand comes again\n").Cues.Select(cue => cue.Text));
        Assert.Equal(
            ["The tide turns and it ebbs slowly.", "It comes again when the moon is over the harbour, as it always did."],
            Read("a.txt",
                "The tide turns and\nit ebbs slowly. It\ncomes again when the\nmoon is over the\nharbour, as it\nalways did.\n").Cues.Select(cue =>
                cue.Text));
    }

    [Theory]
    [InlineData("a.srt", "1\n00:00:01,000 --> 00:00:02,500\n{\\an8}<i>- The <b>tide</b></i>\nturns.\n\n2\n00:01:00,000 --> 01:00:02,5\nANN: Tom &amp; &lt;me&gt; [sighs]\n3\n00:59:03,000 --> 01:00:04,000\n(laughter)\n")]
    [InlineData("a.vtt", "WEBVTT - talk\n\nSTYLE\n::cue { color: red }\n\nNOTE not\nsaid\n\nfirst\n00:01.000 --> 00:02.500 align:start\n<v Ann>The <c.loud>tide</c> <00:00:02.000>turns.</v>\n\n01:00.000 --> 01:00:02.5\nTom &amp; &lt;me&gt; ♪\n")]
    [InlineData("a.txt", "WEBVTT\n\n00:01.000 --> 00:02.500\nThe tide turns.\n\n01:00.000 --> 01:00:02.500\nTom &amp; &lt;me&gt;\n")]
    public void Markup_of_subtitles_is_no_word(string name, string content)
    {
        foreach (var text in new[] { content, content.Replace("\n", "\r\n", StringComparison.Ordinal), "\uFEFF" + content })
        {
            var spoken = Read(name, text);

            Assert.Equal(["The", "tide", "turns.", "Tom", "&", "<me>"], spoken.Words.Select(word => word.Text).Where(word => word != "-"));
            Assert.Equal((1.0, 2.5, 60.0, 3602.5),
                (spoken.Cues[0].Start!.Value, spoken.Cues[0].End!.Value, spoken.Cues[1].Start!.Value, spoken.Cues[1].End!.Value));
        }
    }

    [Theory]
    [InlineData("""{"text": " The tide turns. It ebbs.", "language": "en"}""", 1)]
    [InlineData("""{"text": "all", "segments": [{"id": 0, "start": 0.5, "end": 1, "text": " The tide turns."}, {"text": "It ebbs."}]}""", 2)]
    [InlineData("""[{"text": "The tide turns.", "start": "x"}, "It ebbs."]""", 2)]
    public void Json_is_read_with_segments_and_without(string json, int cues)
    {
        var spoken = Read("a.json", json);

        Assert.Equal(["The", "tide", "turns.", "It", "ebbs."], spoken.Words.Select(word => word.Text));
        Assert.Equal(cues, spoken.Cues.Count);
    }

    [Theory]
    [InlineData(TranscriptFormat.Srt)]
    [InlineData(TranscriptFormat.Vtt)]
    [InlineData(TranscriptFormat.Json)]
    [InlineData(TranscriptFormat.Txt)]
    public void What_transcribe_writes_is_read(TranscriptFormat format)
    {
        var transcript = new Transcript("talk.wav", "en", 9,
            [new TranscriptSegment(1, 2.5, " Tom & I <turn>.", "en", 0), new TranscriptSegment(3, 4, " It costs $5.", "en", 0)]);

        var spoken = Read($"a.{format.ToString().ToLowerInvariant()}", format.Write(transcript));

        Assert.Equal(["Tom & I <turn>.", "It costs $5."], spoken.Cues.Select(cue => cue.Text).ToArray()[^2..]);
        Assert.Equal(format == TranscriptFormat.Txt ? null : 2.5, spoken.Cues[0].End);
    }

    [Theory]
    [InlineData("a.txt", "", "no word")]
    [InlineData("a.txt", " \n — ...\n", "no word")]
    [InlineData("a.srt", "Just text.", "no subtitle")]
    [InlineData("a.srt", "1\n00:00:01 -> 2 --> x\nHi\n", "line 2")]
    [InlineData("a.vtt", "WEBVTT\n\n", "no subtitle")]
    [InlineData("a.json", "{\"text\": ", "no valid JSON")]
    [InlineData("a.json", "[1, 2]", "segment 1")]
    [InlineData("a.json", "17", "a number")]
    [InlineData("a.json", "{\"segments\": []}", "neither")]
    [InlineData("a.txt", "今天天气很好。我们去公园。", "Chinese")]
    [InlineData("a.txt", "Привет, как дела?", "Cyrillic")]
    [InlineData("a.txt", "おはよう ございます", "Japanese")]
    public void What_is_damaged_empty_or_cannot_be_spelt_is_refused_in_a_line(string name, string content, string reason)
    {
        var refused = Assert.Throws<BadInputException>(() => Read(name, content));

        Assert.StartsWith(_folder[name], refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void An_absent_file_is_refused() =>
        Assert.Contains("is not there", Assert.Throws<BadInputException>(() => TranscriptFile.Read(_folder["none.txt"])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_few_foreign_words_are_noted()
    {
        var spoken = Read("a.txt", "The Greek word λόγος means word, speech and reason.");

        Assert.Empty(spoken.Words[3].Readings);
        Assert.Contains("Greek", Assert.Single(spoken.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_encodings_are_read()
    {
        File.WriteAllBytes(_folder["a.txt"], [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("The café opens.")]);

        Assert.Equal(["the", "cafe", "opens"], TranscriptFile.Read(_folder["a.txt"]).Words.Select(word => word.Readings[0]));
    }

    private TranscriptText Read(string name, string content) => TranscriptFile.Read(_folder.Write(name, content));
}
