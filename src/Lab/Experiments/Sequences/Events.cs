using Rag.Attention;
using Rag.Attention.Probes;
using Rag.Lab.Figures;
using Rag.Lab.Learning;

namespace Rag.Lab.Experiments.Sequences;

/// <summary>A noisy series whose next level was set by one event somewhere in its past.</summary>
internal sealed class Events(long seed = 21) : IExperiment
{
    private const int Steps = 32, Width = 16, Batch = 32;
    private const double Noise = 0.1;

    public string Name => "time-series-events";

    public string Claim => "Forecasting a level that a past event has set, attention moves its mass to the step of the event, wherever that is, "
        + "and the error falls to the noise.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(seed);
        var embed = Linear(3, Width);
        var attention = new MultiHeadAttention(new AttentionOptions(Width));
        var readOut = Linear(Width, 1);
        var curve = new Training(400, 0.01).Fit("attention", [.. embed.parameters(), .. attention.parameters(), .. readOut.parameters()], () =>
        {
            var (series, _, level) = Draw(Batch, Where(Batch));
            return functional.mse_loss(Forecast(series), level);
        }, cancel);

        using var nothing = no_grad();
        using var probe = new AttentionProbe();
        var where = Where(300);
        var (unseen, steps, next) = Draw(300, where);
        var error = functional.mse_loss(Forecast(unseen, probe), next).item<float>();
        var mass = probe.Weights!.select(1, 0).squeeze(1).gather(-1, steps.unsqueeze(-1)).mean().item<float>(); // of (series, steps)
        var (shown, _, _) = Draw(Steps, torch.arange(Steps, dtype: int64));
        Forecast(shown, probe);
        return new Finding(
            [
                Measurement.AtLeast($"mass on the step of the event (uniform: {1.0 / Steps:0.000})", mass, 0.9),
                Measurement.AtMost("squared error of the forecast, noise 0.01 (knowing no event: 1.01)", error, 0.05),
                Measurement.AtLeast("squared error of the mean of the series", functional.mse_loss(unseen.select(-1, 1).mean([1]), next).item<float>(), 0.5),
            ],
            [
                new Heatmap("Attention of the last step (columns: steps) as the event moves (rows).", Reading.Matrix(probe.Weights!.select(1, 0).squeeze(1))),
                new LineChart("Learning to look at the event.", "step", "squared error", [curve]),
            ]);

        Tensor Forecast(Tensor series, AttentionProbe? listener = null)
        {
            var states = embed.call(series); // (series, steps, width)
            var last = states.narrow(1, Steps - 1, 1);
            return readOut.call(attention.forward(last, states, new AttentionContext { Probe = listener })).view(-1);
        }
    }

    private static Tensor Where(int series) => torch.randint(Steps, [series], dtype: int64);

    /// <summary>Each step has the series' value, a magnitude, and a flag; only at the event is the magnitude the coming level.</summary>
    private static (Tensor Series, Tensor Where, Tensor Level) Draw(int series, Tensor where)
    {
        var magnitudes = torch.randn(series, Steps);
        var flags = functional.one_hot(where, Steps).to(float32);
        var level = (magnitudes * flags).sum(-1) + Noise * torch.randn(series);
        return (torch.stack([torch.randn(series, Steps), magnitudes, flags], -1), where, level);
    }
}
