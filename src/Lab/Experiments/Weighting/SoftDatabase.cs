using Rag.Attention;
using Rag.Lab.Figures;

namespace Rag.Lab.Experiments.Weighting;

/// <summary>
/// Keys of norm 1, so that the largest product is the smallest distance. Hot, the read-out is the mean of all values; cold,
/// every other key's weight is at most exp(-gap / temperature), which single precision rounds to 0.
/// </summary>
internal sealed class SoftDatabase(Attend? attend = null, long seed = 4) : IExperiment
{
    private const int Width = 16, Queries = 30, Keys = 12;
    private static readonly double[] _temperatures = [1000, 100, 10, 3, 1, 0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4, 1e-6];

    private readonly Attend _attend = attend ?? Intact.Attend;

    public string Name => "soft-database";

    public string Claim => "Attention is a look-up in a soft database: as the temperature falls, the read-out becomes the nearest key's value exactly.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var key = torch.randn(1, 1, Keys, Width);
        key = key / key.norm(-1, keepdim: true);
        var (query, value) = (torch.randn(1, 1, Queries, Width), torch.randn(1, 1, Keys, Width));
        var nearest = (query.transpose(1, 2) - key).square().sum(-1).argmin(-1).flatten(); // (queries): by distance, not by product
        var stored = value.index_select(2, nearest);
        var readings = _temperatures.Select(temperature => _attend(new AttentionMechanism(new AttentionOptions(Width, temperature: temperature)), query, key, value)).ToList();
        var distances = readings.Select(reading => (double)(reading - stored).abs().max().item<float>()).ToList();
        var mean = value.mean([2], keepdim: true);
        return new Finding(
            [
                Measurement.AtMost($"largest difference from the mean value, temperature {_temperatures[0]}", (readings[0] - mean).abs().max().item<float>(), 0.02),
                Measurement.Near($"largest difference from the nearest key's value, temperature {_temperatures[^1]}", distances[^1], 0, 0),
                Measurement.AtLeast("the same, temperature 1", distances[Array.IndexOf(_temperatures, 1)], 0.5),
            ],
            [new LineChart("Largest difference of the read-out from the nearest key's value.", "-log10 temperature", "difference",
                [new("difference", [.. _temperatures.Zip(distances, (temperature, distance) => (-Math.Log10(temperature), distance))])])]);
    }
}
