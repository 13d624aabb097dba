using Rag.Attention;
using Rag.Attention.Probes;
using Rag.Lab.Figures;

namespace Rag.Lab.Experiments.Weighting;

/// <summary>
/// One key scores a margin m above n - 1 equal ones: its weight is p = e^m / (e^m + n - 1), and the entropy is
/// -p ln p - (1 - p) ln((1 - p) / (n - 1)). It holds half of the mass at m = ln(n - 1).
/// </summary>
internal sealed class Focus(Attend? attend = null) : IExperiment
{
    private const int Width = 64, Keys = 32;

    private readonly Attend _attend = attend ?? Intact.Attend;

    public string Name => "focus";

    public string Claim => "Entropy tells how distinct the best key is: it falls with its margin along a known curve, half of the mass being reached at ln(n - 1).";

    public Finding Run(CancellationToken cancel = default)
    {
        var margins = Enumerable.Range(0, 25).Select(step => step * 0.4).ToArray();
        var measured = margins.Select(margin => Read(margin).Entropy).ToArray();
        var predicted = margins.Select(Predicted).ToArray();
        var half = Math.Log(Keys - 1);
        return new Finding(
            [
                Measurement.AtMost("largest difference of the entropy from the curve, nats", measured.Zip(predicted, (a, b) => Math.Abs(a - b)).Max(), 1e-4),
                Measurement.Near("best key's weight at margin ln(n - 1)", Read(half).Best, 0.5, 1e-5),
                Measurement.Near("entropy at margin ln(n - 1)", Read(half).Entropy, Math.Log(2) + half / 2, 1e-4),
            ],
            [new LineChart($"Entropy of the weights of {Keys} keys over the best one's margin.", "margin of the score", "nats",
                [new("predicted", [.. margins.Zip(predicted)]), new("measured", [.. margins.Zip(measured)])])]);
    }

    private static double Predicted(double margin)
    {
        var best = Math.Exp(margin) / (Math.Exp(margin) + Keys - 1);
        return -best * Math.Log(best) - (1 - best) * Math.Log((1 - best) / (Keys - 1));
    }

    private (double Best, double Entropy) Read(double margin)
    {
        using var scope = NewDisposeScope();
        using var probe = new AttentionProbe();
        var axes = torch.eye(Width);
        var query = Math.Sqrt(Width) * axes.narrow(0, 0, 1); // so that a scaled score is the key's first number
        var key = torch.cat([margin * axes.narrow(0, 0, 1), axes.narrow(0, 1, Keys - 1)], 0); // the others differ, orthogonal to the query
        _attend(new AttentionMechanism(new AttentionOptions(Width)), query.view(1, 1, 1, Width), key.view(1, 1, Keys, Width), torch.ones(1, 1, Keys, Width),
            new AttentionContext { Probe = probe });
        return (probe.Weights!.select(-1, 0).item<float>(), probe.Entropy().item<float>());
    }
}
