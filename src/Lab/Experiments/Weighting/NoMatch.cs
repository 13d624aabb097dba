using Rag.Attention;
using Rag.Attention.Probes;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Weighting;

/// <summary>Softmax of equal scores is 1/n, whatever the scores are: attention cannot say that nothing matches.</summary>
internal sealed class NoMatch(Attend? attend = null, long seed = 9) : IExperiment
{
    private const int Width = 16, Keys = 10;

    private readonly Attend _attend = attend ?? Intact.Attend;

    public string Name => "no-match";

    public string Claim => "Where no key matches (orthogonal to the query, zero, or all identical) the weights are uniform and their entropy is ln n; "
        + "the read-out is the mean of all values.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var query = 5 * torch.eye(Width).narrow(0, 0, 1).view(1, 1, 1, Width);
        var value = torch.randn(1, 1, Keys, Width);
        var orthogonal = 3 * torch.eye(Width).narrow(0, 1, Keys).view(1, 1, Keys, Width);
        var identical = torch.randn(1, 1, 1, Width).expand(1, 1, Keys, Width);
        var measurements = new List<Measurement>();
        var rows = new List<Tensor>();
        foreach (var (kind, key) in new[] { ("orthogonal", orthogonal), ("zero", torch.zeros_like(value)), ("identical", identical) })
        {
            using var probe = new AttentionProbe();
            var read = _attend(new AttentionMechanism(new AttentionOptions(Width)), query, key, value, new AttentionContext { Probe = probe });
            measurements.Add(Measurement.Near($"entropy, {kind} keys", probe.Entropy().item<float>(), Math.Log(Keys), 1e-5));
            measurements.Add(Measurement.AtMost($"read-out from the mean value, {kind} keys", (read - value.mean([2], keepdim: true)).abs().max().item<float>(), 1e-6));
            rows.Add(probe.Weights!.reshape(Keys).clone());
        }
        return new Finding(measurements, [new Heatmap("Weights of the keys; the shade ends at 0.2.", Reading.Matrix(torch.stack(rows)), ["orthogonal", "zero", "identical"], Max: 0.2f)]);
    }
}
