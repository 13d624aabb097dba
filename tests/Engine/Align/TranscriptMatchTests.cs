using Rag.Encoders.Audio.Aligner;
using Rag.Engine.Align;

namespace Rag.Tests.Engine.Align;

public sealed class TranscriptMatchTests
{
    private static readonly AlignOptions _options = new() { WindowSeconds = 15 };

    [Fact]
    public void Only_the_right_words_gain_by_their_order()
    {
        string[] said = ["they", "found", "seven", "boats", "upon", "hard", "sand"], others = ["now", "quick", "jumps", "were", "big", "hot", "milk"];

        var right = Gain(said, said)!.Value;
        var wrong = Gain(said, others)!.Value;

        Assert.Equal(said.Sum(word => word.Length), right.Letters);
        Assert.True(right.Reaches(_options.LeastOrderGain), $"{right.PerLetter}");
        Assert.True(right.PerLetter > 5 * Math.Abs(wrong.PerLetter), $"{right.PerLetter} {wrong.PerLetter}");
        Assert.False(wrong.Reaches(10));
    }

    [Fact]
    public void All_of_a_long_recording_is_looked_at()
    {
        var words = Enumerable.Range(0, 4).SelectMany(_ => (string[])["they", "found", "seven", "boats", "upon", "hard", "sand"]).ToArray();

        var right = Gain(words, words, pause: 600)!.Value; // a minute and a half

        Assert.InRange(right.Letters, words.Sum(word => word.Length) / 2, words.Sum(word => word.Length));
        Assert.True(right.Reaches(_options.LeastOrderGain));
    }

    [Fact]
    public void Three_words_do_not_tell() => Assert.Null(Gain(["they", "found", "boats"], ["they", "found", "boats"]));

    [Fact]
    public void Few_letters_need_less()
    {
        Assert.True(new OrderGain(44, 20).Reaches(3));
        Assert.False(new OrderGain(4000, 2000).Reaches(3));
    }

    private static OrderGain? Gain(string[] said, string[] written, int pause = 12)
    {
        var recording = new MadeRecording(1, [.. written.Select(word => (string[])[word])]).Pause(30);
        var places = said.Select(word =>
        {
            var place = recording.Say(word);
            recording.Pause(pause);
            return place;
        }).ToArray();
        PlacedWord?[] placed = [.. places.Select((place, i) => new PlacedWord(i, place.From, place.To, 1))];
        return TranscriptMatch.Of(
            recording, placed, [.. written.Select(IReadOnlyList<string> (word) => [word])], words => SpokenLetters.Of(words, reach: 2), default);
    }
}
