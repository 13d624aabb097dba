using Rag.Attention;
using Rag.Attention.Probes;
using Rag.Lab.Figures;

namespace Rag.Lab.Experiments.Heads;

/// <summary>
/// Without the softmax, head h mixes positions by q_h k_h^T. With heads of width 1 that is a matrix of rank 1, and a sum of
/// h of them has rank h. The softmax's exponential is a power series in the scores, so it is not bound by their rank.
/// </summary>
internal sealed class LinearRank(long seed = 7) : IExperiment
{
    private const int Tokens = 24;
    private const double Negligible = 1e-4; // of the largest singular value; single precision leaves some 1e-6
    private static readonly int[] _heads = [1, 2, 3, 4, 6, 8, 12];

    public string Name => "rank";

    public string Claim => "Linearised, h heads of width 1 smooth with an operator of rank h at most; with the softmax a single head has a higher rank.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var linear = new List<(double X, double Y)>();
        var softmax = new List<(double X, double Y)>();
        foreach (var heads in _heads)
        {
            cancel.ThrowIfCancellationRequested();
            var (query, key) = (2 * torch.randn(1, heads, Tokens, 1), 2 * torch.randn(1, heads, Tokens, 1));
            linear.Add((heads, Rank(torch.matmul(query, key.mT).sum([0, 1]))));
            softmax.Add((heads, Rank(Weights(query, key).sum([0, 1]))));
        }
        return new Finding(
            [
                .. linear.Select(point => Measurement.Near($"rank of {point.X} linearised heads", point.Y, point.X, 0)),
                Measurement.AtLeast("rank of one head with the softmax", softmax[0].Y, 4),
            ],
            [new LineChart($"Rank of the operator that mixes {Tokens} positions.", "heads of width 1", "rank", [new("linearised", linear), new("softmax", softmax)])]);
    }

    private static Tensor Weights(Tensor query, Tensor key)
    {
        using var probe = new AttentionProbe();
        var mechanism = new AttentionMechanism(new AttentionOptions(width: (int)query.shape[1], heads: (int)query.shape[1]));
        mechanism.forward(query, key, key, new AttentionContext { Probe = probe });
        return probe.Weights!.clone();
    }

    private static double Rank(Tensor matrix)
    {
        var values = EffectiveRank.SingularValues(matrix);
        return values.Count(value => value > Negligible * values[0]);
    }
}
