using Rag.Engine.Align;

namespace Rag.Tests.Engine.Align;

public sealed class WindowSearchTests
{
    private const double Near = 1.5; // frames

    private static readonly AlignOptions _options = new() { WindowSeconds = 15 };

    [Fact]
    public void Words_are_found_where_they_are_said()
    {
        var recording = new MadeRecording(1, ["the"], ["quick"], ["fox"]).Pause(60);
        var places = Say(recording, pause: 20, "the", "quick", "fox");

        var (words, unwritten) = new WindowSearch(recording, _options).Run(null, default);

        AssertAt(places, words);
        Assert.All(words, word => Assert.InRange(word!.Confidence, 0.9, 1));
        Assert.Empty(unwritten);
    }

    [Fact]
    public void The_sound_decides_between_readings()
    {
        var recording = new MadeRecording(2, ["in"], ["eighteen forty", "one eight four"], ["we"]).Pause(30);
        var places = Say(recording, pause: 0, "in", "one eight four", "we");

        var (words, _) = new WindowSearch(recording, _options).Run(null, default);

        AssertAt(places, words);
    }

    [Fact]
    public void A_word_that_is_not_in_the_sound_leaves_the_others_their_times()
    {
        var recording = new MadeRecording(3, ["they"], ["met"], ["nobody"], ["again"], ["today"]).Pause(30);
        var places = Say(recording, pause: 12, "they", "met", "again", "today");

        var (words, _) = new WindowSearch(recording, _options).Run(null, default);

        Assert.Null(words[2]);
        AssertAt(places, [words[0], words[1], words[3], words[4]]);
    }

    [Fact]
    public void A_word_that_keeps_a_place_and_gains_nothing_is_not_said()
    {
        var recording = new MadeRecording(3, ["they"], ["met"], ["no"], ["again"]).Pause(30);
        Say(recording, pause: 12, "they", "met", "again");

        var (words, _) = new WindowSearch(recording, _options with { Skip = 1000 }).Run(null, default);

        Assert.Equal([true, true, false, true], words.Select(word => word!.IsSaid));
    }

    [Fact]
    public void Speech_that_is_not_written_is_marked_and_moves_nothing()
    {
        var recording = new MadeRecording(4, ["they"], ["met"], ["again"]).Pause(30);
        var first = Say(recording, pause: 12, "they", "met");
        var from = recording.Frames;
        recording.Foreign(150);
        var last = Say(recording, pause: 30, "again");

        var (words, unwritten) = new WindowSearch(recording, _options).Run(null, default);

        AssertAt([.. first, .. last], words);
        var stretch = Assert.Single(unwritten);
        Assert.InRange(stretch.From, from - Near, from + Near);
        Assert.InRange(stretch.To, from + 150 - Near, from + 150 + Near);
    }

    [Fact]
    public void Without_mismatch_every_word_has_a_place()
    {
        var recording = new MadeRecording(5, ["they"], ["met"], ["nobody"], ["again"]).Pause(30);
        Say(recording, pause: 12, "they", "met", "again");

        var (words, unwritten) = new WindowSearch(recording, _options with { Mismatch = false }).Run(null, default);

        Assert.All(words, Assert.NotNull);
        Assert.Empty(unwritten);
    }

    [Fact]
    public void Windows_give_the_times_of_the_whole()
    {
        var recording = Long(seed: 6, said: 160, out var places);

        var (inWindows, _) = new WindowSearch(recording, _options).Run(null, default);
        var (whole, _) = new WindowSearch(recording, _options with { WindowSeconds = 120 }).Run(null, default);

        Assert.True(recording.Frames > 4 * 15 * WindowSearch.FrameRate);
        AssertAt(places, whole);
        for (var i = 0; i < whole.Count; i++)
        {
            Assert.Equal(whole[i]!.Start, inWindows[i]!.Start, 0.01);
            Assert.Equal(whole[i]!.End, inWindows[i]!.End, 0.01);
        }
    }

    [Fact]
    public void A_minute_of_unwritten_speech_is_passed_over()
    {
        var recording = new MadeRecording(7, ["they"], ["met"], ["again"], ["today"]).Pause(30);
        var first = Say(recording, pause: 12, "they", "met");
        recording.Foreign(60 * WindowSearch.FrameRate);
        var last = Say(recording, pause: 30, "again", "today");

        var (words, unwritten) = new WindowSearch(recording, _options).Run(null, default);

        AssertAt([.. first, .. last], words);
        Assert.InRange(unwritten.Sum(stretch => stretch.To - stretch.From), 0.98 * 60 * WindowSearch.FrameRate, 1.02 * 60 * WindowSearch.FrameRate);
    }

    [Fact]
    public void Cancelling_ends_the_search()
    {
        var recording = Long(seed: 8, said: 10, out _);

        Assert.Throws<OperationCanceledException>(() => new WindowSearch(recording, _options).Run(null, new CancellationToken(canceled: true)));
    }

    private static MadeRecording Long(int seed, int said, out (int From, int To)[] places)
    {
        var random = new Random(seed);
        string Word() => new([.. Enumerable.Range(0, random.Next(2, 8)).Select(_ => (char)('a' + random.Next(26)))]);
        var words = Enumerable.Range(0, said).Select(_ => Word()).ToArray();
        var recording = new MadeRecording(seed, [.. words.Select(word => (string[])[word])]).Pause(50);
        places = [.. words.SelectMany(word => Say(recording, random.Next(3) * 40, word))];
        return recording;
    }

    private static (int From, int To)[] Say(MadeRecording recording, int pause, params string[] words) => [.. words.Select(word =>
    {
        var place = recording.Say(word);
        recording.Pause(pause);
        return place;
    })];

    private static void AssertAt((int From, int To)[] places, IReadOnlyList<PlacedWord?> words)
    {
        Assert.Equal(places.Length, words.Count);
        for (var i = 0; i < places.Length; i++)
        {
            Assert.InRange(words[i]!.Start, places[i].From - Near, places[i].From + Near);
            Assert.InRange(words[i]!.End, places[i].To - Near, places[i].To + Near);
        }
    }
}
