using Rag.Lab.Figures;

namespace Rag.Lab.Experiments;

/// <summary>One query, three keys and three values, small enough to follow with a pencil.</summary>
internal sealed class WorkedExample : IExperiment
{
    public string Name => "worked-example";

    public string Claim => "With q = 2, k = (.1, .2, .5) and v = (1, -1, 3), unscaled, attention reads out 1.4516; "
        + "with weights rounded to four places, as by hand, 1.4517.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = torch.NewDisposeScope();
        var query = torch.tensor(new[] { 2f }).reshape(1, 1); // (queries, head)
        var keys = torch.tensor(new[] { .1f, .2f, .5f }).reshape(3, 1); // (keys, head)
        var values = torch.tensor(new[] { 1f, -1f, 3f }).reshape(3, 1); // (keys, value)
        var weights = torch.matmul(query, keys.transpose(0, 1)).softmax(-1); // (queries, keys)
        var byHand = (weights * 10_000).round() / 10_000;
        return new Finding(
            [
                Measurement.Near("read-out", torch.matmul(weights, values).item<float>(), 1.4516, 0.00005),
                Measurement.Near("read-out with rounded weights", torch.matmul(byHand, values).item<float>(), 1.4517, 0.00005),
            ],
            [new Heatmap("The weights of the three keys.", new[,] { { weights[0, 0].item<float>(), weights[0, 1].item<float>(), weights[0, 2].item<float>() } }, ["q"], ["k1", "k2", "k3"])]);
    }
}
