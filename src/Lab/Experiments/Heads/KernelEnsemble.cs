using Rag.Attention;
using Rag.Attention.Probes;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Heads;

/// <summary>
/// Items have a colour and a shape. The truth is two kernel regressions over them, a narrow one by colour and a broad one by
/// shape; a layer that sees only their results should learn one kernel in each head, sharp and blunt as they are.
/// </summary>
internal sealed class KernelEnsemble(long seed = 8) : IExperiment
{
    private const int Items = 8, Features = 4, Numbers = 4, Width = 16, Batch = 32;
    private const double Narrow = 6, Broad = 2;

    public string Name => "kernel-ensemble";

    public string Claim => "Heads form an ensemble of kernels: each learns a similarity of its own.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var layer = new MultiHeadAttention(new AttentionOptions(Width, heads: 2, memoryWidth: 2 * Features + Numbers));
        var (widen, readOut) = (Linear(2 * Features, Width), Linear(Width, 2 * Numbers));
        var curve = new Training(350, 0.02).Fit("loss", [.. layer.parameters(), .. widen.parameters(), .. readOut.parameters()], () => Run(Batch).Loss, cancel);

        using var nothing = no_grad();
        using var probe = new AttentionProbe();
        var (loss, colour, shape) = Run(100, probe);
        var (first, second) = (probe.Weights!.select(1, 0), probe.Weights!.select(1, 1)); // (batch, items, items)
        if (Correlation(first, colour) < Correlation(second, colour)) (first, second) = (second, first);
        return new Finding(
            [
                Measurement.AtMost("squared error", loss.item<float>(), 0.05),
                Measurement.AtLeast("correlation of one head's weights with the kernel by colour", Correlation(first, colour), 0.9),
                Measurement.AtLeast("correlation of the other's with the kernel by shape", Correlation(second, shape), 0.9),
                Measurement.AtMost("correlation of the first with the kernel by shape", Correlation(first, shape), 0.4),
                Measurement.AtMost("correlation of the other with the kernel by colour", Correlation(second, colour), 0.4),
            ],
            [
                new Heatmap("The kernel by colour.", Reading.Matrix(colour[0])), new Heatmap("The head that learned it.", Reading.Matrix(first[0])),
                new Heatmap("The kernel by shape.", Reading.Matrix(shape[0])), new Heatmap("The head that learned it.", Reading.Matrix(second[0])),
                new LineChart("Squared error while learning.", "step", "error", [curve]),
            ]);

        (Tensor Loss, Tensor Colour, Tensor Shape) Run(int count, AttentionProbe? listener = null)
        {
            var (colours, shapes) = (Directions(count), Directions(count));
            var numbers = torch.randn(count, Items, 2 * Numbers).narrow(-1, 0, Numbers);
            var (byColour, byShape) = (Kernel(colours, Narrow), Kernel(shapes, Broad)); // (count, items, items)
            var truth = torch.cat([torch.matmul(byColour, numbers), torch.matmul(byShape, numbers)], -1);
            var features = torch.cat([colours, shapes], -1);
            var read = layer.forward(widen.call(features), torch.cat([features, numbers], -1), new AttentionContext { Adjacency = Others, Probe = listener });
            return (functional.mse_loss(readOut.call(read), truth), byColour, byShape);
        }
    }

    private static Tensor Directions(int count) => functional.normalize(torch.randn(count, Items, Features), dim: -1);

    /// <summary>Nobody reads himself: there the kernels would agree.</summary>
    private static Tensor Others => torch.eye(Items).eq(0); // (items, items)

    /// <summary>exp(sharpness cos) over the other items, with rows summing to 1.</summary>
    private static Tensor Kernel(Tensor directions, double sharpness)
    {
        var kernel = (sharpness * torch.matmul(directions, directions.mT)).exp() * Others.to(float32);
        return kernel / kernel.sum(-1, keepdim: true);
    }

    private static double Correlation(Tensor a, Tensor b)
    {
        var (x, y) = (a - a.mean(), b - b.mean());
        return ((x * y).mean() / (x.square().mean() * y.square().mean()).sqrt()).item<float>();
    }
}
