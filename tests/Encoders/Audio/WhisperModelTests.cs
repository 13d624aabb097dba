using System.Text.Json;
using Rag.Attention.Inference;
using Rag.Encoders.Audio;
using Rag.Encoders.Checkpoints;
using Rag.Files.Media;
using Rag.Tests.Encoders.Golden;
using Rag.Tests.Files.Sound;

namespace Rag.Tests.Encoders.Audio;

/// <summary>The Whisper that comes with rag beside what transformers makes of the same int8 rows.</summary>
public sealed class WhisperModelTests
{
    /// <summary>The reference read the recordings by another decoder than this machine's ffmpeg: in near silence its samples are others.</summary>
    private const double Decoders = 0.1;

    private const string Reference = "golden/models/whisper-base/expect.json";

    private static readonly string _weights = Path.Combine(SharedData.Repository, "src", "Encoders", "Weights", "whisper-base");

    [SharedSpeechFact(Reference)]
    public void States_scores_and_greedy_tokens_are_those_of_transformers()
    {
        using var model = WhisperModel.Open(_weights, Precision.Fp32);
        using var mode = torch.inference_mode();
        using var expected = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path(Reference)));
        foreach (var recording in expected.RootElement.GetProperty("cases").EnumerateArray().Take(2))
        {
            using var scope = NewDisposeScope();
            var heard = model.Encoder.Hear(Sounds.ReadAll(SharedData.Path(recording.GetProperty("file").GetString()!)));
            using var memory = model.Decoder.Remember(heard);
            int[] tokens = [.. recording.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32())];
            var written = tokens[..4].ToList(); // start, language, task, no times
            Assert.Equal(written, model.Tokens.Request(recording.GetProperty("language").GetString()!.Trim('<', '|', '>'), translate: false, timestamps: false));

            var scores = Next(model, memory, tokens[..4]);
            Near.Assert(Numbers(recording, "encoder_state_0_first8"), heard[0, 0, ..8], "state 0", Decoders);
            Near.Assert(Numbers(recording, "encoder_state_100_first8"), heard[0, 100, ..8], "state 100", Decoders);
            Near.Assert(Numbers(recording, "first_logits_first8"), scores[..8], "logits", Decoders);
            for (; written[^1] != model.Tokens.End; scores = Next(model, memory, written[^1]))
            {
                foreach (var token in model.Tokens.Suppressed.Concat(written.Count == 4 ? model.Tokens.SuppressedAtBegin : [])) scores[token] = float.NegativeInfinity;
                written.Add((int)scores.argmax().ToInt64());
            }

            Assert.Equal(tokens, written);
            Assert.Equal(recording.GetProperty("text").GetString(), model.Tokens.Text(written));
        }
    }

    [Fact]
    public void Its_tokens_say_what_they_are()
    {
        using var folder = ModelFolder.Open(_weights);
        var tokens = WhisperTokens.Read(folder, 51865);

        Assert.Equal((50258, 50257, 50362, 50364, 99), (tokens.Start, tokens.End, tokens.NoSpeech, tokens.FirstTimestamp, tokens.Languages.Count));
        Assert.Equal([50258, 50260, 50358], tokens.Request("zh", translate: true, timestamps: true));
        Assert.Equal(" and so", tokens.Text([50364, 293, 370, 50400, 50257]));
        Assert.Contains("it is of another model", Assert.Throws<CheckpointException>(() => WhisperTokens.Read(folder, 51000)).Message, StringComparison.Ordinal);
    }

    private static Tensor Next(WhisperModel model, WhisperMemory memory, params int[] tokens)
    {
        var states = model.Decoder.forward(torch.tensor(tokens.Select(token => (long)token).ToArray(), 1, tokens.Length), memory);
        return model.Decoder.Score(states)[0, tokens.Length - 1];
    }

    private static Tensor Numbers(JsonElement recording, string name) => torch.tensor(recording.GetProperty(name).EnumerateArray().Select(number => number.GetSingle()).ToArray());
}

/// <summary>A fact that needs recordings of <c>shared/</c>, and ffmpeg to read them.</summary>
internal sealed class SharedSpeechFactAttribute : FactAttribute
{
    public SharedSpeechFactAttribute(string path)
    {
        if (!SharedData.Exists(path) || !SharedData.Exists("data/speech")) Skip = $"needs shared/{path} and shared/data/speech, which are not beside this checkout";
        else if (Ffmpeg.Find() is null) Skip = "needs ffmpeg, which is not on PATH";
    }
}
