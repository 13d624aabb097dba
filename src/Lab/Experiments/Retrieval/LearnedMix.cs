using Rag.Attention;
using Rag.Attention.Gates;
using Rag.Attention.Probes;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Retrieval;

/// <summary>
/// Half of the words have a fixed meaning, which the layer can learn; what the memory says about them is noise. The meaning
/// of the others is drawn anew each time and stands in the memory only. A constant mix that passes on a share a of the
/// memory errs by ((1 - a)^2 + a^2) / 2 of a meaning's variance, 1/4 at best; a gate that knows the word need not err.
/// </summary>
internal sealed class LearnedMix(long seed = 33) : IExperiment
{
    private const int Words = 16, Tokens = 8, Width = 16, Meaning = 4, Batch = 32;

    public string Name => "learned-mix";

    public string Claim => "The memory gate opens on words whose memory helps and shuts on noise, and so beats the best constant mix, "
        + "which errs by a quarter of the variance.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        using var probe = new AttentionProbe();
        var (learned, curve) = Learn("learned", new GateOptions(), null, probe, cancel);
        var (open, shut) = Opening(probe.Gate!);
        var constants = new[] { 0.25, 0.5, 0.75 }.Select(share => Learn($"constant {share}", new GateOptions(GateKind.Static), share, null, cancel)).ToList();
        var chosen = Learn("constant, learned", new GateOptions(GateKind.Static), null, null, cancel);
        constants.Add(chosen);
        return new Finding(
            [
                Measurement.AtLeast("gate of the wider open head where the memory helps", open, 0.4),
                Measurement.AtMost("the same where it is noise", shut, 0.1),
                Measurement.AtMost("squared error with the learned gate", learned, 0.05),
                Measurement.Near("squared error with the best constant", constants.Min(constant => constant.Error), 0.25, 0.05),
            ],
            [new LineChart("Squared error with a learned gate and with constant ones.", "step", "error", [curve, .. constants.Select(constant => constant.Curve)])]);
    }

    private (double Error, Series Curve) Learn(string name, GateOptions gate, double? frozen, AttentionProbe? probe, CancellationToken cancel)
    {
        torch.manual_seed(seed);
        var meanings = torch.randn(Words, Meaning); // of the words with a fixed one
        var (words, readOut) = (Embedding(Words, Width), Linear(Width, Meaning));
        var self = new AttentionOptions(Width, heads: 2, outputProjection: false);
        var cross = new AttentionOptions(Width, heads: 2, memoryWidth: Meaning, outputProjection: false);
        var layer = new GatedMemoryAttention(self, cross, gate);
        layer.Gate.Frozen = frozen is { } share ? [share] : null;
        var curve = new Training(600, 0.02).Fit(name, [.. words.parameters(), .. layer.parameters(), .. readOut.parameters()], () => Loss(Batch), cancel);

        using var nothing = no_grad();
        return (Loss(500, probe).item<float>(), curve);

        Tensor Loss(int count, AttentionProbe? listener = null)
        {
            var tokens = Tokenized(count);
            var memory = torch.randn(count, Tokens, Meaning); // an item for each token
            var truth = torch.where(Helps(tokens).unsqueeze(-1), memory, meanings.index_select(0, tokens.flatten()).view(count, Tokens, Meaning));
            var own = new AttentionContext { Adjacency = torch.eye(Tokens).to(torch.@bool), Probe = listener };
            return functional.mse_loss(readOut.call(layer.forward(words.call(tokens), memory, null, own)), truth);
        }
    }

    /// <summary>In every sequence the first half of the tokens are words whose memory helps.</summary>
    private static Tensor Tokenized(int count) => torch.cat(
        [torch.randint(Words / 2, [count, Tokens / 2], dtype: int64), torch.randint(Words / 2, Words, [count, Tokens / 2], dtype: int64)], 1);

    private static Tensor Helps(Tensor tokens) => tokens.lt(Words / 2);

    private static (double Open, double Shut) Opening(Tensor gate) => // (batch, heads, tokens, 1)
        (gate.narrow(2, 0, Tokens / 2).mean([0, 2, 3]).max().item<float>(), gate.narrow(2, Tokens / 2, Tokens / 2).mean([0, 2, 3]).max().item<float>());
}
