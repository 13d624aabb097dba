using Rag.Attention;
using Rag.Attention.Biases;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Decoding;

/// <summary>
/// Tokens are drawn at random, so an honest decoder's loss at the next one is ln(symbols), and less is a leak. What is
/// retrieved for a chunk holds the chunk itself, as near neighbours do. A bidirectional encoder over all of it carries the
/// future into every state; items encoded apart and read by later chunks only carry nothing.
/// </summary>
internal sealed class Leakage(LayerOf? layer = null, long seed = 16) : IExperiment
{
    private const int Symbols = 4, Chunk = 4, Tokens = 12, Width = 16, Batch = 16;

    private readonly LayerOf _layer = layer ?? Intact.Layer;

    public string Name => "leakage";

    public string Claim => "A bidirectional source leaks the future into a causal decoder; a chunked-causal mask stops it.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        var (leaking, leakingCurve) = Learn("bidirectional", chunked: false, cancel);
        var (tight, tightCurve) = Learn("chunked-causal", chunked: true, cancel);
        return new Finding(
            [
                Measurement.AtMost("loss at random tokens, bidirectional source", leaking, 0.7),
                Measurement.Near("loss at random tokens, chunked-causal (ln of the symbols)", tight, Math.Log(Symbols), 0.1),
            ],
            [new LineChart($"Loss at tokens that nobody can foresee; honest is {Math.Log(Symbols):0.00}.", "step", "nats", [leakingCurve, tightCurve])]);
    }

    private (double Loss, Series Curve) Learn(string name, bool chunked, CancellationToken cancel)
    {
        torch.manual_seed(seed);
        var (symbol, position, answer) = (Embedding(Symbols, Width), Embedding(Tokens, Width), Linear(Width, Symbols));
        var encoder = _layer(new AttentionOptions(Width, biases: [new LagBias(-1, Start: 3)])); // starts out looking one ahead
        var decoder = _layer(new AttentionOptions(Width, causal: true));
        var cross = _layer(new AttentionOptions(Width, causal: !chunked, chunkLength: chunked ? Chunk : null, nullKey: true, biases: [new LagBias(0, Start: 3)]));
        var chunks = torch.arange(Tokens, dtype: int64).div(Chunk, RoundingMode.floor); // (tokens)
        var apart = chunked ? new AttentionContext { QueryDocuments = chunks, KeyDocuments = chunks } : null;
        var retrieved = chunked ? new AttentionContext { ItemChunks = chunks } : null;
        var learned = new Module[] { symbol, position, answer, encoder, decoder, cross }.SelectMany(part => part.parameters());
        var curve = new Training(200, 0.03).Fit(name, learned, () => Loss(Batch), cancel);
        using var nothing = no_grad();
        return (Loss(200).item<float>(), curve);

        Tensor Loss(int count)
        {
            var tokens = torch.randint(Symbols, [count, Tokens + 1], dtype: int64);
            var x = symbol.call(tokens.narrow(1, 0, Tokens)) + position.weight!; // (count, tokens, width)
            var states = x + encoder.forward(x, apart); // the items: the tokens themselves, chunk by chunk
            var h = x + decoder.forward(x);
            h = h + cross.forward(h, states, retrieved);
            var next = tokens.narrow(1, 1, Tokens);
            return Reading.CrossEntropy(answer.call(h).narrow(1, 0, Tokens - 1), next.narrow(1, 0, Tokens - 1));
        }
    }
}
