using Rag.Attention;
using Rag.Lab.Figures;

namespace Rag.Lab.Experiments.Decoding;

/// <summary>
/// A decoder of plain layers, without shortcuts. A fresh projection of width d has entries of variance 1/(3d), so it
/// shortens a vector by sqrt(3), and a layer's two (value and output) shorten a gradient by 3: what enters at the bottom
/// gets a gradient of 3^-depth. Cross-attention gives the encoder's top the sum 1/9 + 1/81 + ... of squares, whatever the depth.
/// </summary>
internal sealed class GradientHighway(long seed = 13) : IExperiment
{
    private const int Width = 48, Tokens = 12, Memory = 12, Draws = 8;
    private static readonly int[] _depths = [1, 2, 4, 8, 12, 16, 20, 24];

    public string Name => "gradient-highway";

    public string Claim => "Through 24 plain decoder layers the gradient at the encoder's top falls by 3 a layer; cross-attention in every layer keeps it, whatever the depth.";

    public Finding Run(CancellationToken cancel = default)
    {
        var without = _depths.Select(depth => (X: (double)depth, Y: Gradient(depth, crossing: false))).ToList();
        var with = _depths.Select(depth => (X: (double)depth, Y: Gradient(depth, crossing: true))).ToList();
        cancel.ThrowIfCancellationRequested();
        var fall = Math.Log(without[0].Y / without[^1].Y) / (_depths[^1] - _depths[0]);
        return new Finding(
            [
                Measurement.Near("ln of the fall a layer, encoder read at the bottom only (ln 3)", fall, Math.Log(3), 0.2),
                Measurement.Near("gradient at depth 24 over that at depth 1, cross-attention (sqrt(9/8))", with[^1].Y / with[0].Y, Math.Sqrt(9.0 / 8), 0.35),
                Measurement.AtLeast("gradient with cross-attention over that without, depth 24, in powers of ten", Math.Log10(with[^1].Y / without[^1].Y), 8),
            ],
            [new LineChart("Norm of the gradient at the encoder's top.", "decoder layers", "log10 norm",
                [new("cross-attention", Logs(with)), new("bottom only", Logs(without))])]);

        static List<(double X, double Y)> Logs(List<(double X, double Y)> points) => [.. points.Select(point => (point.X, Math.Log10(point.Y)))];
    }

    /// <summary>Root mean square over draws of the weights: the prediction is about the mean, a single draw strays from it.</summary>
    private double Gradient(int depth, bool crossing) =>
        Math.Sqrt(Enumerable.Range(0, Draws).Average(draw => Math.Pow(Gradient(depth, crossing, seed + draw), 2)));

    private static double Gradient(int depth, bool crossing, long draw)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(draw);
        var top = torch.randn(1, Memory, Width, requires_grad: true);
        var options = new AttentionOptions(Width, projectionBias: ProjectionBias.None);
        var h = crossing ? torch.randn(1, Tokens, Width) : top;
        for (var level = 0; level < depth; level++)
        {
            var read = new MultiHeadAttention(options).forward(h);
            h = crossing ? read + new MultiHeadAttention(options).forward(h, top) : read;
        }
        (h * torch.randn(Width)).sum().backward(); // one direction for all tokens: attention passes on their mean
        return top.grad!.norm().item<float>();
    }
}
