using Rag.Attention;
using Rag.Lab.Figures;

namespace Rag.Lab.Experiments.Decoding;

/// <summary>
/// Which inputs a position of the output depends on is read off gradients, and must be exactly what the use allows:
/// everything, the past, or the memory.
/// </summary>
internal sealed class ThreeUses(LayerOf? layer = null, long seed = 11) : IExperiment
{
    private const int Width = 16, Tokens = 10, Memory = 14, Depth = 3;

    private readonly LayerOf _layer = layer ?? Intact.Layer;

    public string Name => "three-uses";

    public string Claim => "One mechanism serves a bidirectional encoder, a masked decoder and cross-attention, and a mask lets nothing through, however deep the stack.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var (x, memory) = (torch.randn(1, Tokens, Width, requires_grad: true), torch.randn(1, Memory, Width, requires_grad: true));
        var encoder = Influence(x, Stack(false, x));
        var decoder = Influence(x, Stack(true, x));
        var crossing = _layer(new AttentionOptions(Width, heads: 2));
        var cross = Influence(memory, crossing.forward(x, memory));

        var masked = Stack(true, x);
        var last = torch.arange(Tokens).eq(Tokens - 1).view(1, Tokens, 1);
        var shouted = Stack(true, torch.where(last, torch.tensor(1e3f), x)); // the last token shouts; nobody before it may hear
        var heard = (shouted - masked).narrow(1, 0, Tokens - 1).abs().max().item<float>();
        return new Finding(
            [
                Differing("encoder: dependencies other than all on all", encoder, (_, _) => true),
                Differing("decoder: dependencies other than on the past", decoder, (query, key) => key <= query),
                Differing("cross-attention: dependencies other than on all of the memory", cross, (_, _) => true),
                Measurement.Near("decoder: change before a last token that grew a thousandfold", heard, 0, 0),
            ],
            [
                new Heatmap("Encoder: which input (column) an output (row) depends on.", encoder, Max: 0.3f),
                new Heatmap("Decoder.", decoder, Max: 0.3f),
                new Heatmap("Cross-attention to the memory.", cross, Max: 0.3f),
            ]);

        Tensor Stack(bool causal, Tensor input)
        {
            torch.manual_seed(seed + 1); // the same layers every time
            return Enumerable.Range(0, Depth).Aggregate(input, (h, _) => h + _layer(new AttentionOptions(Width, heads: 2, causal: causal)).forward(h));
        }
    }

    /// <summary>The norm of each output's gradient by each input: (outputs, inputs).</summary>
    private static float[,] Influence(Tensor input, Tensor output)
    {
        var (rows, columns) = ((int)output.shape[1], (int)input.shape[1]);
        var norms = new float[rows, columns];
        var direction = torch.randn(Width);
        for (var row = 0; row < rows; row++)
        {
            var gradient = torch.autograd.grad([(output.select(1, row) * direction).sum()], [input], retain_graph: true)[0]!;
            for (var column = 0; column < columns; column++) norms[row, column] = gradient[0, column].norm().item<float>();
        }
        return norms;
    }

    private static Measurement Differing(string what, float[,] influence, Func<int, int, bool> allowed)
    {
        var cells = from row in Enumerable.Range(0, influence.GetLength(0)) from column in Enumerable.Range(0, influence.GetLength(1)) select (row, column);
        return Measurement.Near(what, cells.Count(cell => influence[cell.row, cell.column] > 0 != allowed(cell.row, cell.column)), 0, 0);
    }
}
