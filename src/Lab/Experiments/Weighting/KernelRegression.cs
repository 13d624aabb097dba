using Rag.Attention;
using Rag.Attention.Probes;
using Rag.Attention.Scores;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Weighting;

/// <summary>
/// -|q - k|^2 / 2h^2 = q.k / h^2 - |k|^2 / 2h^2 - |q|^2 / 2h^2: the last term is the same for all keys, and the one before
/// it too where they have equal norm. So q.k / sqrt(d) is a Gaussian kernel with h = d^(1/4).
/// </summary>
internal sealed class KernelRegression(Attend? attend = null, long seed = 3) : IExperiment
{
    private const int Width = 16, Queries = 20, Keys = 40;

    private readonly Attend _attend = attend ?? Intact.Attend;

    public string Name => "kernel-regression";

    public string Claim => "For keys of equal norm attention is Nadaraya-Watson regression with a Gaussian kernel; a longer query narrows its bandwidth.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var query = torch.randn(1, 1, Queries, Width);
        var uneven = torch.randn(1, 1, Keys, Width);
        var even = 3 * uneven / uneven.norm(-1, keepdim: true);
        var value = torch.randn(1, 1, Keys, Width);
        var bandwidth = Math.Pow(Width, 0.25);
        var dot = new AttentionMechanism(new AttentionOptions(Width));
        var gaussian = new AttentionMechanism(new AttentionOptions(Width, score: Score.Gaussian(bandwidth)));
        var lengths = Enumerable.Range(-4, 9).Select(power => Math.Pow(2, power)).ToArray();
        var entropies = lengths.Select(length => MeanEntropy(dot, query * length, even, value)).ToArray();
        return new Finding(
            [
                Measurement.AtMost("largest difference from the regression, keys of equal norm", Difference(dot, query, even, value, bandwidth), 1e-5),
                Measurement.AtLeast("the same, keys of unequal norm", Difference(dot, query, uneven, value, bandwidth), 0.01),
                Measurement.AtMost("the same with the Gaussian score, keys of unequal norm", Difference(gaussian, query, uneven, value, bandwidth), 1e-5),
                Measurement.AtMost("times the entropy rose as the query doubled in length", entropies.Zip(entropies.Skip(1)).Count(pair => pair.Second >= pair.First), 0),
            ],
            [new LineChart($"Mean entropy of the weights of {Keys} keys over the query's length.", "log2 length", "nats",
                [new("entropy", [.. lengths.Select(Math.Log2).Zip(entropies)])])]);
    }

    private double Difference(AttentionMechanism mechanism, Tensor query, Tensor key, Tensor value, double bandwidth) =>
        (_attend(mechanism, query, key, value).flatten() - torch.tensor(Regression(Reading.Numbers(query), Reading.Numbers(key), Reading.Numbers(value), bandwidth)))
        .abs().max().item<float>();

    private double MeanEntropy(AttentionMechanism mechanism, Tensor query, Tensor key, Tensor value)
    {
        using var probe = new AttentionProbe();
        _attend(mechanism, query, key, value, new AttentionContext { Probe = probe });
        return probe.Entropy().mean().item<float>();
    }

    /// <summary>sum_j K(|q - k_j|) v_j / sum_j K(|q - k_j|) as Nadaraya and Watson wrote it in 1964, in double precision.</summary>
    private static float[] Regression(float[] queries, float[] keys, float[] values, double bandwidth)
    {
        var read = new float[Queries * Width];
        for (var i = 0; i < Queries; i++)
        {
            var kernel = new double[Keys];
            for (var j = 0; j < Keys; j++)
            {
                var squared = Enumerable.Range(0, Width).Sum(t => Math.Pow(queries[i * Width + t] - keys[j * Width + t], 2));
                kernel[j] = Math.Exp(-squared / (2 * bandwidth * bandwidth));
            }
            for (var t = 0; t < Width; t++)
                read[i * Width + t] = (float)(Enumerable.Range(0, Keys).Sum(j => kernel[j] * values[j * Width + t]) / kernel.Sum());
        }
        return read;
    }
}
