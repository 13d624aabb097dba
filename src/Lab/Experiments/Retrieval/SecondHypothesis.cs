using Rag.Attention;
using Rag.Attention.Positions;
using Rag.Attention.Probes;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Retrieval;

/// <summary>
/// A recogniser hears each symbol wrong with a known chance; candidate transcripts come through channels of their own. The
/// best that can be done with them is the vote weighted by log odds, which the model is not told.
/// </summary>
internal sealed class SecondHypothesis(long seed = 35) : IExperiment
{
    private const int Symbols = 8, Length = 12, Width = 32, Batch = 32;
    private const double OwnError = 0.3;
    private static readonly double[] _errors = [0.15, 0.3, 0.5]; // of the candidates

    public string Name => "second-hypothesis";

    public string Claim => "A noisy recogniser that attends to candidate transcripts errs less than half as often as alone, "
        + "nearly as seldom as the best vote that knows every channel.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var (symbols, channels) = (Embedding(Symbols, Width / 2), Embedding(_errors.Length, Width / 2));
        var attention = new MultiHeadAttention(new AttentionOptions(Width, heads: 2));
        var (widen, readOut) = (Linear(Width, 4 * Width), Linear(4 * Width, Symbols));
        var places = SinusoidalPosition.Table(Length, Width / 2);
        Module[] parts = [symbols, channels, attention, widen, readOut];
        var curve = new Training(1000, 0.01).Fit("loss", parts.SelectMany(part => part.parameters()), () =>
        {
            var (truth, heard, candidates) = Draw(Batch);
            return Reading.CrossEntropy(Corrected(heard, candidates), truth);
        }, cancel);

        using var nothing = no_grad();
        using var probe = new AttentionProbe();
        var (said, own, others) = Draw(1000);
        var corrected = 1 - Reading.Accuracy(Corrected(own, others, probe), said);
        var best = 1 - Reading.Accuracy(Vote(own, others), said);
        return new Finding(
            [
                Measurement.Near("errors of the recogniser alone", own.ne(said).to(float32).mean().item<float>(), OwnError, 0.02),
                Measurement.AtMost("errors after reading the candidates", corrected, OwnError / 2),
                Measurement.Near("the same, beside the best vote", corrected, best, 0.02),
                Measurement.AtLeast("errors of the best candidate taken instead", others.select(1, 0).ne(said).to(float32).mean().item<float>(), corrected + 0.02),
            ],
            [
                new Heatmap("Places (down) read the candidates (across, one after the other), head 1.", Reading.Matrix(probe.Weights![0][0])),
                new LineChart("Learning to weigh the candidates.", "step", "loss", [curve]),
            ]);

        Tensor Corrected(Tensor heard, Tensor candidates, AttentionProbe? listener = null)
        {
            var count = heard.shape[0];
            var x = torch.cat([symbols.call(heard), places.expand(count, -1, -1)], -1);
            var marked = symbols.call(candidates) + channels.weight!.unsqueeze(1); // (count, candidates, length, width / 2)
            var memory = torch.cat([marked, places.expand(count, _errors.Length, -1, -1)], -1).flatten(1, 2);
            var read = x + attention.forward(x, memory, new AttentionContext { Probe = listener });
            return readOut.call(functional.gelu(widen.call(read)));
        }
    }

    /// <summary>Each reading votes with the log odds of being right against being this one wrong symbol: (count, length, symbols).</summary>
    private static Tensor Vote(Tensor heard, Tensor candidates) =>
        _errors.Select((error, i) => Weight(error) * functional.one_hot(candidates.select(1, i), Symbols))
            .Aggregate(Weight(OwnError) * functional.one_hot(heard, Symbols), (sum, votes) => sum + votes);

    private static double Weight(double error) => Math.Log((1 - error) * (Symbols - 1) / error);

    private static (Tensor Truth, Tensor Heard, Tensor Candidates) Draw(int count)
    {
        var truth = torch.randint(Symbols, [count, Length], dtype: int64);
        return (truth, Through(truth, OwnError), torch.stack(_errors.Select(error => Through(truth, error)).ToArray(), 1));
    }

    /// <summary>The noisy channel: each symbol becomes another one with a chance.</summary>
    private static Tensor Through(Tensor symbols, double error)
    {
        var wrong = (symbols + torch.randint(1, Symbols, symbols.shape, dtype: int64)).remainder(Symbols);
        return torch.where(torch.rand(symbols.shape).lt(error), wrong, symbols);
    }
}
