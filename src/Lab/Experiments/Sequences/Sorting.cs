using Rag.Attention;
using Rag.Attention.Probes;
using Rag.Attention.Scores;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Sequences;

/// <summary>
/// Sorting as attention: item j is the key (s_j, sum_k |s_j - s_k|), and rank r, counted from the largest, asks with
/// (n + 1 - 2r, -1) (Grover et al., "NeuralSort", 2019). Here the queries are learned.
/// </summary>
internal sealed class Sorting(long seed = 27) : IExperiment
{
    private const int Items = 8, Batch = 32, Lists = 500;

    public string Name => "sorting";

    public string Claim => "A query asks for a rank: learned on some lists, rank queries sort unseen ones, and they lie where theory puts them, "
        + "at (n + 1 - 2r, -1) up to a factor.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var mechanism = new AttentionMechanism(new AttentionOptions(width: 2, score: Score.Dot));
        var ranks = (torch.randn(Items, 2) * 0.1).AsParameter();
        var curve = new Training(600, 0.2).Fit("rank queries", [ranks], () =>
        {
            var list = torch.rand(Batch, Items);
            return -Weights(mechanism, ranks, list).gather(-1, Order(list).unsqueeze(-1)).log().mean();
        }, cancel);

        using var nothing = no_grad();
        var unseen = torch.rand(Lists, Items);
        var longer = torch.rand(Lists, 20);
        var theory = torch.stack([21 - 2 * torch.arange(1, 21, dtype: float32), torch.full(20, -1, float32)], -1);
        var learned = -ranks.select(1, 0) / ranks.select(1, 1); // as the theory's n + 1 - 2r
        var predicted = Items + 1 - 2 * torch.arange(1, Items + 1, dtype: float32);
        // The ends have more than one solution: the largest item is also far from most others.
        var away = (learned - predicted).abs().narrow(0, 1, Items - 2).max().item<float>();

        var example = torch.rand(1, Items);
        return new Finding(
            [
                Measurement.AtLeast("unseen lists sorted without a mistake", Sorted(mechanism, ranks, unseen), 0.97),
                Measurement.AtLeast("lists of 20, by the theory's queries", Sorted(mechanism, theory * 50, longer), 0.99),
                Measurement.AtMost("largest distance of an inner rank's query from theory", away, 0.7),
            ],
            [
                new Heatmap("Which item each rank reads, items as they came.", Reading.Matrix(Weights(mechanism, ranks, example)[0]),
                    [.. Enumerable.Range(1, Items).Select(rank => $"rank {rank}")], [.. Reading.Numbers(example[0]).Select(item => $"{item:.00}")]),
                new LineChart("Learning to sort.", "step", "loss", [curve]),
            ]);
    }

    /// <summary>How much each rank reads of each item: (lists, ranks, items).</summary>
    private static Tensor Weights(AttentionMechanism mechanism, Tensor ranks, Tensor lists)
    {
        var count = lists.shape[0];
        var centred = lists - 0.5;
        var spread = (lists.unsqueeze(-1) - lists.unsqueeze(-2)).abs().sum(-1); // (lists, items)
        var keys = torch.stack([centred, spread], -1).unsqueeze(1); // (lists, 1, items, 2)
        using var probe = new AttentionProbe();
        mechanism.forward(ranks.expand(count, 1, -1, -1), keys, keys, new AttentionContext { Probe = probe });
        return probe.Weights!.squeeze(1);
    }

    private static Tensor Order(Tensor lists) => lists.argsort(-1, descending: true);

    private static double Sorted(AttentionMechanism mechanism, Tensor ranks, Tensor lists) =>
        Weights(mechanism, ranks, lists).argmax(-1).eq(Order(lists)).all(-1).to(float32).mean().item<float>();
}
