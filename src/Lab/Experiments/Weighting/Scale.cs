using Rag.Attention;
using Rag.Attention.Probes;
using Rag.Attention.Scores;
using Rag.Lab.Figures;

namespace Rag.Lab.Experiments.Weighting;

/// <summary>
/// For independent entries of variance 1, q.k has variance d. Scaled scores have variance 1 over the keys of a query, and
/// weights that are exp of a normal variable of variance 1 have entropy ln n - 1/2.
/// </summary>
internal sealed class Scale(Attend? attend = null, long seed = 2) : IExperiment
{
    private const int Queries = 200, Keys = 500;
    private static readonly int[] _widths = [4, 16, 64, 256, 1024];

    private readonly Attend _attend = attend ?? Intact.Attend;

    public string Name => "scale";

    public string Claim => "The variance of q.k grows with the width d; divided by sqrt(d) it stays 1, and without that the softmax saturates.";

    public Finding Run(CancellationToken cancel = default)
    {
        torch.manual_seed(seed);
        List<(double X, double Y)> raw = [], scaled = [], entropy = [], unscaledEntropy = [];
        foreach (var width in _widths)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (query, key) = (torch.randn(1, 1, Queries, width), torch.randn(1, 1, Keys, width));
            raw.Add((width, torch.matmul(query, key.mT).var().item<float>()));
            using var probe = Read(Score.ScaledDot, width, query, key);
            // ln w = score - ln(sum), so over the keys of a query both vary alike.
            scaled.Add((width, probe.Weights!.log().var(-1).mean().item<float>()));
            entropy.Add((width, probe.Entropy().mean().item<float>()));
            using var unscaled = Read(Score.Dot, width, query, key);
            unscaledEntropy.Add((width, unscaled.Entropy().mean().item<float>()));
        }
        var growth = Math.Log(raw[^1].Y / raw[0].Y) / Math.Log((double)_widths[^1] / _widths[0]);
        var largest = _widths[^1];
        return new Finding(
            [
                Measurement.Near("exponent of the variance of q.k over d", growth, 1, 0.05),
                Measurement.Near($"variance of the scaled scores, d = {_widths[0]}", scaled[0].Y, 1, 0.25),
                Measurement.Near($"variance of the scaled scores, d = {largest}", scaled[^1].Y, 1, 0.1),
                Measurement.Near($"ln n - entropy of the scaled weights, d = {largest}", Math.Log(Keys) - entropy[^1].Y, 0.5, 0.1),
                Measurement.AtMost($"entropy of the unscaled weights, d = {largest} (ln n = {Math.Log(Keys):0.0})", unscaledEntropy[^1].Y, 0.5),
            ],
            [
                new LineChart("Variance of the scores over the width.", "d", "variance", [new("q.k", raw), new("scaled", scaled)], Logarithmic: true),
                new LineChart($"Entropy of the weights of {Keys} keys over the width.", "d", "nats", [new("scaled", entropy), new("unscaled", unscaledEntropy)]),
            ]);
    }

    private AttentionProbe Read(Score score, int width, Tensor query, Tensor key)
    {
        var probe = new AttentionProbe();
        _attend(new AttentionMechanism(new AttentionOptions(width, score: score)), query, key, torch.randn_like(key), new AttentionContext { Probe = probe });
        return probe;
    }
}
