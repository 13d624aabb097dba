using Rag.Attention;
using Rag.Attention.Probes;
using Rag.Attention.Scores;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Weighting;

/// <summary>
/// Queries and keys share a direction, as trained ones do, so that every product is positive. A cosine does not see norms:
/// the loud key's share is that of the same key at its old norm. Clipping gives it back the norm it may have.
/// </summary>
internal sealed class LoudKey(Attend? attend = null, long seed = 18) : IExperiment
{
    private const int Width = 32, Queries = 64, Keys = 20, Loud = 7;
    private const double Loudness = 50;

    private readonly Attend _attend = attend ?? Intact.Attend;

    public string Name => "loud-key";

    public string Claim => "One key of 50 times the norm captures over 90% of the mass under dot product, and a fair share under cosine or with clipped norms.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var common = torch.ones(Width);
        var query = common + torch.randn(1, 1, Queries, Width);
        var direction = common + torch.randn(1, 1, Keys, Width);
        var keys = direction * Math.Sqrt(Width) / direction.norm(-1, keepdim: true); // all of norm sqrt(width)
        var louder = torch.where(torch.arange(Keys).eq(Loud).unsqueeze(-1), torch.tensor((float)Loudness), torch.tensor(1f)) * keys;
        var dot = Shares(new AttentionOptions(Width), query, louder);
        var cosine = Shares(new AttentionOptions(Width, score: Score.Cosine, temperature: 0.5), query, louder);
        var clipped = Shares(new AttentionOptions(Width, keyNormLimit: Math.Sqrt(Width)), query, louder);
        var quiet = Shares(new AttentionOptions(Width), query, keys);
        return new Finding(
            [
                Measurement.AtLeast("share of the loud key, dot product", Share(dot), 0.9),
                Measurement.Near("the same, cosine", Share(cosine), 1.0 / Keys, 0.04),
                Measurement.AtMost("the same, clipped", Share(clipped), 0.25),
                Measurement.AtMost("largest difference of clipped shares from those before the key was loud", (clipped - quiet).abs().max().item<float>(), 1e-4),
            ],
            [new Heatmap($"Share of each key; key {Loud} is loud.", Reading.Matrix(torch.stack([dot, cosine, clipped])), ["dot", "cosine", "clipped"],
                [.. Enumerable.Range(0, Keys).Select(key => $"{key}")], Max: 0.5f)]);
    }

    private static double Share(Tensor shares) => shares[Loud].item<float>();

    /// <summary>The mass of each key, averaged over the queries: (keys).</summary>
    private Tensor Shares(AttentionOptions options, Tensor query, Tensor key)
    {
        using var probe = new AttentionProbe();
        _attend(new AttentionMechanism(options), query, key, torch.randn_like(key), new AttentionContext { Probe = probe });
        return probe.Weights!.mean([0, 1, 2]);
    }
}
