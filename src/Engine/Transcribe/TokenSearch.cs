using Rag.Attention.Inference;
using Rag.Encoders.Audio;

namespace Rag.Engine.Transcribe;

/// <summary>Writes what was heard in a window token by token: the few likeliest texts side by side, or one drawn by chance.</summary>
internal sealed class TokenSearch(WhisperModel model, TokenRules rules)
{
    /// <summary>Tokens that are written of a window at the most; as many are told.</summary>
    public int MostTokens => model.Decoder.Options.Positions / 2;

    /// <param name="memory">What was heard; it is started anew.</param>
    /// <param name="previous">The end of the text before.</param>
    /// <param name="request">What asks for a text.</param>
    /// <param name="beams">Texts side by side; above a temperature of 0 there is one.</param>
    /// <param name="random">Draws, above a temperature of 0.</param>
    public WrittenWindow Write(
        WhisperMemory memory, int[] previous, int[] request, int beams, double temperature, Random random, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        memory.Restart();
        int[] prompt = [.. previous.Length > 0 ? [model.Tokens.Previous, .. previous] : Array.Empty<int>(), .. request];
        List<TextBeam> open = [TextBeam.Empty], finished = [];
        var width = temperature > 0 ? 1 : beams;
        var noSpeech = 0.0;
        var told = torch.tensor(prompt, 1, prompt.Length, dtype: int64);
        for (var step = 0; step < Math.Min(MostTokens, model.Decoder.Options.Positions - prompt.Length) && finished.Count < width; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var states = model.Decoder.forward(told, memory); // (texts, tokens, width)
            if (step == 0) noSpeech = NoSpeech(states.narrow(1, prompt.Length - request.Length, 1));
            var scores = model.Decoder.Score(states.select(1, states.shape[1] - 1)); // (texts, vocabulary)
            rules.Apply(scores, [.. open.Select(beam => beam.Tokens)]);
            var next = Next(scores.log_softmax(1), open, width, temperature, random);
            finished.AddRange(next.Take(width).Where(way => way.Token == model.Tokens.End).Select(way => open[way.Row] with { LogProbability = way.LogProbability, IsFinished = true }));
            var going = next.Where(way => way.Token != model.Tokens.End).Take(width).ToList();
            if (going.Count == 0) break;
            if (going.Count != open.Count || going.Where((way, row) => way.Row != row).Any()) memory.Reorder(torch.tensor(going.Select(way => (long)way.Row).ToArray()));
            open = [.. going.Select(way => new TextBeam([.. open[way.Row].Tokens, way.Token], way.LogProbability))];
            told = torch.tensor(going.Select(way => (long)way.Token).ToArray(), going.Count, 1).MoveToOuterDisposeScope();
        }
        var best = (finished.Count > 0 ? finished : open).MaxBy(beam => beam.Mean)!;
        return new WrittenWindow(best.Tokens, model.Tokens.Text(best.Tokens), best.Mean, noSpeech, temperature);
    }

    /// <summary>The ways on, the likeliest first; enough of them that as many texts as are open can go on.</summary>
    private static List<Way> Next(Tensor logProbabilities, List<TextBeam> open, int width, double temperature, Random random)
    {
        if (temperature > 0) return [Drawn(logProbabilities, open[0], temperature, random)];
        var (likeliest, tokens) = logProbabilities.topk(width + 1, 1); // (texts, width + 1)
        var (log, token) = (likeliest.Floats(), tokens.data<long>().ToArray());
        return [.. Enumerable.Range(0, log.Length)
            .Select(i => new Way(i / (width + 1), (int)token[i], open[i / (width + 1)].LogProbability + log[i]))
            .OrderByDescending(way => way.LogProbability)
            .Take(2 * width)];
    }

    private static Way Drawn(Tensor logProbabilities, TextBeam text, double temperature, Random random)
    {
        var below = (logProbabilities[0] / temperature).softmax(0).cumsum(0); // (vocabulary)
        var token = (int)below.le(random.NextDouble() * below[-1].ToDouble()).sum().ToInt64();
        return new Way(0, token, text.LogProbability + logProbabilities[0, token].ToDouble());
    }

    private double NoSpeech(Tensor state) => model.Decoder.Score(state).softmax(-1).flatten()[model.Tokens.NoSpeech].ToDouble();

    /// <summary>A text as far as it is written.</summary>
    /// <param name="LogProbability">Of its tokens and, once it is finished, of the end.</param>
    private sealed record TextBeam(IReadOnlyList<int> Tokens, double LogProbability)
    {
        public static TextBeam Empty { get; } = new([], 0);

        public bool IsFinished { get; init; }

        public double Mean => LogProbability / Math.Max(1, Tokens.Count + (IsFinished ? 1 : 0));
    }

    /// <summary>How a text may go on.</summary>
    /// <param name="LogProbability">Of the text with the token.</param>
    private sealed record Way(int Row, int Token, double LogProbability);
}
