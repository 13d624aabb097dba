using Rag.Attention;
using Rag.Attention.Scores;
using Rag.Lab.Figures;

namespace Rag.Lab.Experiments.Weighting;

/// <summary>
/// Context c and answer y are normal with correlation r, so Var(y | c) = (1 - r^2) Var(y). A memory of pairs read by a
/// Gaussian score is a regression of y on c, and its errors should have that variance.
/// </summary>
internal sealed class Evidence(Attend? attend = null, long seed = 14) : IExperiment
{
    private const int Pairs = 1500, Questions = 3000;
    private const double Bandwidth = 0.12, Spread = 2; // of the contexts' kernel; of the answers
    private static readonly double[] _correlations = [0, 0.3, 0.6, 0.8, 0.95];

    private readonly Attend _attend = attend ?? Intact.Attend;

    public string Name => "evidence";

    public string Claim => "Reading a context takes the squared correlation between context and answer off the variance of a prediction.";

    public Finding Run(CancellationToken cancel = default)
    {
        torch.manual_seed(seed);
        var left = _correlations.Select(ErrorVariance).ToArray();
        var theory = Enumerable.Range(0, 20).Select(step => step * 0.05).Select(r => (r, 1 - r * r));
        return new Finding(
            [.. _correlations.Zip(left, (r, variance) => Measurement.Near($"share of the variance left at correlation {r}", variance, 1 - r * r, 0.02 + 0.1 * (1 - r * r)))],
            [new LineChart("Share of the answer's variance that is left after reading the memory.", "correlation", "share", [new("1 - r^2", [.. theory]), new("measured", [.. _correlations.Zip(left)])])]);

        double ErrorVariance(double correlation)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (contexts, answers) = Draw(Pairs, correlation);
            var (asked, truth) = Draw(Questions, correlation);
            var mechanism = new AttentionMechanism(new AttentionOptions(1, score: Score.Gaussian(Bandwidth)));
            return (truth - _attend(mechanism, asked, contexts, answers)).var().item<float>() / (Spread * Spread);
        }
    }

    /// <summary>Contexts and answers, (1, 1, count, 1) both.</summary>
    private static (Tensor Contexts, Tensor Answers) Draw(int count, double correlation)
    {
        var contexts = torch.randn(1, 1, count, 1);
        return (contexts, Spread * (correlation * contexts + Math.Sqrt(1 - correlation * correlation) * torch.randn(1, 1, count, 1)));
    }
}
