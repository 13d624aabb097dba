using Rag.Attention;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Heads;

/// <summary>
/// Every item has an address and a number in each of two subspaces; a question names an item in each, two different ones.
/// One head has one distribution: giving item i the share w and item j the rest, its best estimates of the two numbers err
/// by 1 - w^2 / (w^2 + (1-w)^2) and 1 - (1-w)^2 / (w^2 + (1-w)^2), together 1 for every w: half of the variance each.
/// </summary>
internal sealed class Subspaces(LayerOf? layer = null, long seed = 6) : IExperiment
{
    private const int Items = 6, Address = 8, Numbers = 4, Width = 16, Batch = 32;

    private readonly LayerOf _layer = layer ?? Intact.Layer;

    public string Name => "subspaces";

    public string Claim => "Two heads solve a task of two subspaces; one head of twice the width cannot, and errs by half of the variance.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        var (two, twoCurve) = Learn(2, cancel);
        var (one, oneCurve) = Learn(1, cancel);
        return new Finding(
            [
                Measurement.AtMost("squared error of two heads", two, 0.1),
                Measurement.AtLeast("squared error of one head (at best 0.5)", one, 0.45),
            ],
            [new LineChart("Squared error, in units of the numbers' variance.", "step", "error", [twoCurve, oneCurve])]);
    }

    private (double Error, Series Curve) Learn(int heads, CancellationToken cancel)
    {
        torch.manual_seed(seed);
        var layer = _layer(new AttentionOptions(Width, heads, headWidth: Width / heads, memoryWidth: 2 * (Address + Numbers)));
        var readOut = Linear(Width, 2 * Numbers);
        var curve = new Training(300, 0.02).Fit(heads == 1 ? "one head" : "two heads", [.. layer.parameters(), .. readOut.parameters()], () => Loss(Batch), cancel);
        using var nothing = no_grad();
        return (Loss(300).item<float>(), curve);

        Tensor Loss(int count)
        {
            var addresses = 3 * functional.normalize(torch.randn(count, 2, Items, Address), dim: -1); // (count, subspace, items, address)
            var numbers = torch.randn(count, 2, Items, Numbers);
            var memory = torch.cat([addresses, numbers], -1).transpose(1, 2).flatten(2); // (count, items, both subspaces)
            // Every pair of different items is asked for: item i in the first subspace, its right-hand neighbour in the second.
            var question = torch.cat([addresses.select(1, 0), addresses.select(1, 1).roll(-1, 1)], -1); // (count, items, 2 addresses)
            var truth = torch.cat([numbers.select(1, 0), numbers.select(1, 1).roll(-1, 1)], -1);
            return functional.mse_loss(readOut.call(layer.forward(question, memory)), truth);
        }
    }
}
