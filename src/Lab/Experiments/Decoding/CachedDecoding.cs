using System.Diagnostics;
using Rag.Attention;
using Rag.Attention.Caches;
using Rag.Lab.Figures;

namespace Rag.Lab.Experiments.Decoding;

/// <summary>
/// A step of self-attention reads all tokens so far: n times a constant. A step of cross-attention reads a memory that does
/// not grow. Times are the least of many, so that other work on the machine does not count.
/// </summary>
internal sealed class CachedDecoding(LayerOf? layer = null, long seed = 12) : IExperiment
{
    private const int Width = 64, Heads = 4, Tokens = 24, Memory = 40, LongMemory = 1024, Batch = 2, Trials = 12;
    private static readonly int[] _lengths = [1024, 2048, 4096, 8192, 16384];

    private readonly LayerOf _layer = layer ?? Intact.Layer;

    public string Name => "cached-decoding";

    public string Claim => "Decoding from a cache gives what decoding without one gives; a step's cost stays flat for cross-attention and grows with the length for self-attention.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        using var nothing = no_grad();
        torch.manual_seed(seed);
        var self = _layer(new AttentionOptions(Width, Heads, causal: true));
        var cross = _layer(new AttentionOptions(Width, Heads));
        var (x, memory) = (torch.randn(2, Tokens, Width), torch.randn(2, Memory, Width));
        using var growing = new GrowingCache();
        using var remembered = cross.Remember(memory);
        var steps = Enumerable.Range(0, Tokens).Select(t => x.narrow(1, t, 1)).ToList();
        var cachedSelf = torch.cat([.. steps.Select(step => self.forward(step, new AttentionContext { Cache = growing }))], 1);
        var cachedCross = torch.cat([.. steps.Select(step => cross.forward(step, remembered))], 1);

        var times = _lengths.Select(length => StepTimes(length, cancel)).ToArray();
        return new Finding(
            [
                Measurement.AtMost("cached self-attention: largest difference", (cachedSelf - self.forward(x)).abs().max().item<float>(), 1e-5),
                Measurement.AtMost("cached cross-attention: largest difference", (cachedCross - cross.forward(x, memory)).abs().max().item<float>(), 1e-5),
                Measurement.Near("self-attention: exponent of a step's time over the tokens so far", Exponent(times.Select(time => time.Self)), 1, 0.5),
                Measurement.Near("cross-attention: exponent of a step's time over the tokens so far", Exponent(times.Select(time => time.Cross)), 0, 0.3),
            ],
            [new LineChart("Time of one decoding step over the tokens so far.", "tokens", "ms",
                [new("self", [.. _lengths.Zip(times, (n, time) => ((double)n, time.Self))]), new("cross", [.. _lengths.Zip(times, (n, time) => ((double)n, time.Cross))])], Logarithmic: true)]);
    }

    private static double Exponent(IEnumerable<double> times)
    {
        var points = _lengths.Zip(times, (length, time) => (X: Math.Log(length), Y: Math.Log(time))).ToList();
        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        return points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
    }

    /// <summary>Milliseconds of a step after <paramref name="length"/> tokens, with a memory of constant length.</summary>
    private static (double Self, double Cross) StepTimes(int length, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var mechanism = new AttentionMechanism(new AttentionOptions(Width, Heads));
        using var growing = new GrowingCache();
        using var memory = mechanism.Remember(Vectors(LongMemory), Vectors(LongMemory));
        var token = Vectors(1);
        mechanism.forward(token, Vectors(length), Vectors(length), new AttentionContext { Cache = growing });
        return (
            Least(() =>
            {
                mechanism.forward(token, token, token, new AttentionContext { Cache = growing });
                growing.Truncate(length);
            }),
            Least(() => mechanism.forward(token, memory)));

        static Tensor Vectors(int tokens) => torch.ones(Batch, Heads, tokens, Width / Heads);
    }

    private static double Least(Action step) => Enumerable.Range(0, Trials).Min(_ =>
    {
        using var scope = NewDisposeScope();
        var watch = Stopwatch.StartNew();
        step();
        return watch.Elapsed.TotalMilliseconds;
    });
}
