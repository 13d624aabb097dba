using Rag.Attention.Inference;
using Rag.Encoders.Audio;
using Rag.Encoders.Checkpoints;
using Rag.Engine.Transcribe;

namespace Rag.Engine.Tests.Transcribe;

public sealed class TokenRulesTests
{
    private const int Vocabulary = 51865, Word = 293, End = 50257, Time = 50364;

    private static readonly WhisperTokens _tokens = Read();

    [Fact]
    public void The_first_token_is_a_time_of_the_first_second() => Assert.Equal((Time, Time + 50), Allowed([], times: true));

    [Fact]
    public void Words_follow_a_beginning() => Assert.Equal((0, End), Allowed([Time + 3], times: true));

    [Fact]
    public void After_a_word_times_do_not_run_backwards()
    {
        var allowed = Scores([Time + 3, Word], times: true, time: -12);

        Assert.True(float.IsFinite(allowed[Word]));
        Assert.True(float.IsFinite(allowed[Time + 4]));
        Assert.False(float.IsFinite(allowed[Time + 3]));
    }

    [Fact]
    public void An_end_is_followed_by_a_beginning_or_the_end_of_all()
    {
        var allowed = Scores([Time + 3, Word, Time + 9], times: true, time: -12); // all times together stay below the end

        Assert.False(float.IsFinite(allowed[Word]));
        Assert.True(float.IsFinite(allowed[End]));
        Assert.True(float.IsFinite(allowed[Time + 9]));
        Assert.False(float.IsFinite(allowed[Time + 8]));
    }

    [Fact]
    public void Where_all_times_together_are_likelier_than_any_word_a_time_it_is() =>
        Assert.Equal((Time + 4, Vocabulary - 1), Allowed([Time + 3, Word], times: true, time: -1));

    [Fact]
    public void Signs_and_what_is_suppressed_never_come_and_times_only_where_they_are_wanted()
    {
        var first = Scores([], times: false);
        var later = Scores([Word], times: false);

        Assert.All(_tokens.Suppressed.Append(_tokens.NoTimestamps).Append(Time).Append(Vocabulary - 1), token => Assert.False(float.IsFinite(later[token])));
        Assert.False(float.IsFinite(first[End])); // not at the beginning
        Assert.True(float.IsFinite(later[End]));
        Assert.True(float.IsFinite(later[Word]));
    }

    /// <summary>The lowest and the highest token that may come.</summary>
    private static (int, int) Allowed(int[] text, bool times, float time = 0)
    {
        var scores = Scores(text, times, time);
        var tokens = Enumerable.Range(0, Vocabulary).Where(token => float.IsFinite(scores[token])).ToList();
        return (tokens[0], tokens[^1]);
    }

    /// <param name="time">Of each time; words have 0.</param>
    private static float[] Scores(int[] text, bool times, float time = 0)
    {
        using var scope = NewDisposeScope();
        using var rules = new TokenRules(_tokens, Vocabulary, times);
        var scores = torch.zeros(1, Vocabulary);
        scores.narrow(1, Time, Vocabulary - Time).fill_(time);
        rules.Apply(scores, [text]);
        return scores.Floats();
    }

    private static WhisperTokens Read()
    {
        using var folder = ModelFolder.Open(Path.Combine(SharedData.Repository, "src", "Encoders", "Weights", "whisper-base"));
        return WhisperTokens.Read(folder, Vocabulary);
    }
}
