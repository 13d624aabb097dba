using Rag.Attention;
using Rag.Attention.Probes;
using Rag.Attention.Scores;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Structure;

/// <summary>
/// Workers are queries and jobs are keys; each of two criteria has its own head. Rows of softmax let two workers choose one
/// job; Sinkhorn's alternating normalisation (Cuturi 2013) makes a soft assignment, held here against the best of all n!.
/// </summary>
internal sealed class Matching(long seed = 32) : IExperiment
{
    private const int Size = 6, Width = 4, Instances = 60;

    public string Name => "matching";

    public string Claim => "One head per criterion and Sinkhorn's normalisation of their product match workers to jobs within tau n ln n of "
        + "the Hungarian optimum; the rows of a softmax do not make a matching.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        using var nothing = no_grad();
        torch.manual_seed(seed);
        var workers = Unit(torch.randn(Instances, 2, Size, Width)); // (instances, criteria, workers, width)
        var jobs = Unit(torch.randn(Instances, 2, Size, Width));
        var benefits = torch.einsum("bcwd,bcjd->bcwj", workers, jobs);
        var optima = torch.tensor(benefits.sum(1).unbind(0).Select(total => (float)Optimum(Reading.Matrix(total))).ToArray());

        var gaps = new List<(double X, double Y)>();
        foreach (var temperature in new[] { 0.3, 0.1, 0.03 })
        {
            var plan = Sinkhorn(LogWeights(workers, jobs, temperature).sum(1));
            var value = (plan * benefits.sum(1)).sum([1, 2]);
            gaps.Add((temperature, (optima - value).max().item<float>()));
        }

        var logs = LogWeights(workers, jobs, 0.03);
        var nearest = logs.argmax(-1).eq(benefits.argmax(-1)).to(float32).mean().item<float>();
        var softmax = logs.sum(1).softmax(-1);
        var chosen = functional.one_hot(softmax.argmax(-1), Size).sum(1); // (instances, jobs): how many workers chose each
        var matchings = chosen.eq(1).all(-1).to(float32).mean().item<float>();
        var soft = Sinkhorn(logs.sum(1));
        return new Finding(
            [
                .. gaps.Select(gap => Measurement.AtMost($"largest loss against the optimum, tau {gap.X}", gap.Y, gap.X * Size * Math.Log(Size))),
                Measurement.AtMost("largest error of a column sum under Sinkhorn", (soft.sum(1) - 1).abs().max().item<float>(), 0.02),
                Measurement.AtMost("share of softmax choices that are matchings (by chance n!/n^n = .015)", matchings, 0.15),
                Measurement.Near("share of workers whose head finds the best job by its criterion", nearest, 1, 0),
            ],
            [
                new Heatmap("Softmax: rows sum to 1, jobs may be taken twice.", Reading.Matrix(softmax[0])),
                new Heatmap("Sinkhorn: rows and columns sum to 1.", Reading.Matrix(soft[0])),
                new LineChart("Largest loss against the optimum.", "tau", "loss",
                    [new Series("measured", gaps), new Series("tau n ln n", [.. gaps.Select(gap => (gap.X, gap.X * Size * Math.Log(Size)))])]),
            ]);
    }

    /// <summary>The heads' log weights, (instances, heads, workers, jobs).</summary>
    private static Tensor LogWeights(Tensor workers, Tensor jobs, double temperature)
    {
        var options = new AttentionOptions(width: 2 * Width, heads: 2, score: Score.Dot, temperature: temperature);
        using var probe = new AttentionProbe();
        new AttentionMechanism(options).forward(workers, jobs, jobs, new AttentionContext { Probe = probe });
        return probe.Weights!.clamp_min(1e-30).log();
    }

    private static Tensor Sinkhorn(Tensor logs)
    {
        for (var round = 0; round < 300; round++)
        {
            logs = logs - logs.logsumexp(1, keepdim: true);
            logs = logs - logs.logsumexp(2, keepdim: true);
        }
        return logs.exp();
    }

    private static Tensor Unit(Tensor vectors) => vectors / vectors.square().sum(-1, keepdim: true).sqrt();

    /// <summary>The best total over all assignments of rows to columns, by trying every one.</summary>
    private static double Optimum(float[,] benefits, int row = 0, int taken = 0)
    {
        if (row == benefits.GetLength(0)) return 0;
        var free = Enumerable.Range(0, benefits.GetLength(1)).Where(column => (taken >> column & 1) == 0);
        return free.Max(column => benefits[row, column] + Optimum(benefits, row + 1, taken | 1 << column));
    }
}
