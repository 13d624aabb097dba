using Rag.Engine.Transcribe;

namespace Rag.Engine.Tests.Transcribe;

public sealed class TranscriberTests(SpokenModel spoken) : IClassFixture<SpokenModel>
{
    [Fact]
    public void Beam_search_of_width_1_is_greedy()
    {
        using var mode = torch.inference_mode();
        using var scope = NewDisposeScope();
        var (model, tokens) = (spoken.Model, spoken.Model.Tokens);
        using var rules = new TokenRules(tokens, model.Decoder.Options.Vocabulary, timestamps: true);
        using var memory = model.Decoder.Remember(model.Encoder.Hear(MadeSound.Bursts(6, 3, 1)));
        int[] request = tokens.Request("en", translate: false, timestamps: true);

        var searched = new TokenSearch(model, rules).Write(memory, [], request, beams: 1, temperature: 0, new Random(1), default);

        var written = new List<int>();
        for (var told = request; written.Count < 224; told = [written[^1]])
        {
            if (written.Count == 0) memory.Restart();
            var states = model.Decoder.forward(torch.tensor(told.Select(token => (long)token).ToArray(), 1, told.Length), memory);
            var scores = model.Decoder.Score(states.narrow(1, told.Length - 1, 1)).view(1, -1);
            rules.Apply(scores, [written]);
            var next = (int)scores.argmax().ToInt64();
            if (next == tokens.End) break;
            written.Add(next);
        }
        Assert.Equal(written, searched.Tokens);
    }

    [Fact]
    public void More_beams_find_no_less_likely_text_and_the_same_seed_draws_the_same()
    {
        using var mode = torch.inference_mode();
        using var scope = NewDisposeScope();
        var model = spoken.Model;
        using var rules = new TokenRules(model.Tokens, model.Decoder.Options.Vocabulary, timestamps: false);
        using var memory = model.Decoder.Remember(model.Encoder.Hear(MadeSound.Bursts(2, 3, 1)));
        int[] request = model.Tokens.Request("en", translate: false, timestamps: false);
        var search = new TokenSearch(model, rules);
        WrittenWindow Write(int beams, double temperature, int seed) => search.Write(memory, [], request, beams, temperature, new Random(seed), default);

        Assert.True(Write(3, 0, 1).LogProbability >= Write(1, 0, 1).LogProbability - 1e-4);
        Assert.Equal(Write(1, 1, 7).Tokens, Write(1, 1, 7).Tokens);
    }

    [Theory]
    [InlineData("silence")]
    [InlineData("noise")]
    [InlineData("tone")]
    [InlineData("melody")]
    [InlineData("bursts")]
    public void Where_nobody_speaks_no_words_are_invented(string kind)
    {
        using var sound = new MadeSound(kind switch
        {
            "silence" => MadeSound.Silence(12),
            "noise" => MadeSound.Noise(12, 0.1, 1),
            "tone" => MadeSound.Tone(12, 300),
            "melody" => MadeSound.Melody(12, 1),
            _ => MadeSound.Bursts(12, 0.5, 1),
        });
        using var transcriber = new Transcriber(spoken.Model, new TranscribeOptions { Beams = 1 });

        var transcript = transcriber.Transcribe(sound, kind, null, default);

        Assert.Equal("", transcript.Text);
        Assert.Equal((12.0, null), (transcript.Seconds, transcript.Language));
    }

    [Fact]
    public void What_the_model_cannot_do_is_said_at_once()
    {
        Assert.Contains("does not know the language 'xx'", Assert.Throws<BadInputException>(() => new Transcriber(spoken.Model, new TranscribeOptions { Language = "xx" })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TranscribeOptions { Beams = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TranscribeOptions { Temperatures = [] });
    }

    [Fact]
    public async Task It_stops_when_asked()
    {
        using var transcriber = new Transcriber(spoken.Model);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transcriber.TranscribeAsync("a.wav", cancellationToken: new CancellationToken(true)));
    }
}
