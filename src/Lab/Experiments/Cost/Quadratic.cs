using System.Diagnostics;
using Rag.Attention;
using Rag.Attention.Kernels;
using Rag.Attention.Masks;
using Rag.Lab.Figures;

namespace Rag.Lab.Experiments.Cost;

/// <summary>
/// The time of one attention call over its length L, best of several, and the exponent of L that fits it. The approximations
/// are held beside the exact result; what the window leaves out is measured too.
/// </summary>
internal sealed class Quadratic(long seed = 19) : IExperiment
{
    private const int Heads = 2, HeadWidth = 64, Reach = 64, Rank = 64, Features = 128, Rounds = 20;
    private static readonly int[] _lengths = [256, 512, 1024, 2048, 4096];

    public string Name => "quadratic";

    public string Claim => "The time of exact attention grows with the square of the length, that of a window, Linformer and Performer with "
        + "the length; the window is exact within its reach, the others err.";

    public Finding Run(CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        using var nothing = no_grad();
        torch.manual_seed(seed);
        (string Name, AttentionMechanism Mechanism, double Least, double Most)[] kernels =
        [
            ("exact", new(new AttentionOptions(Heads * HeadWidth, Heads)), 1.5, 2.5),
            ("window", new(new AttentionOptions(Heads * HeadWidth, Heads, window: new SlidingWindow(Reach), kernel: Kernel.Window)), 0.5, 1.5),
            ("Linformer", new(new AttentionOptions(Heads * HeadWidth, Heads, kernel: Kernel.Linformer(Rank, _lengths[^1]))), 0.5, 1.5),
            ("Performer", new(new AttentionOptions(Heads * HeadWidth, Heads, kernel: Kernel.Performer(Features))), 0.5, 1.5),
        ];
        var curves = kernels.Select(_ => new double[_lengths.Length]).ToArray();
        foreach (var curve in curves) Array.Fill(curve, double.PositiveInfinity);
        // The lengths take turns, so that a busy moment of the machine does not hit one kernel or length only.
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (i, length) in _lengths.Index())
            {
                var x = Smooth(length);
                foreach (var (k, kernel) in kernels.Index())
                {
                    cancel.ThrowIfCancellationRequested();
                    curves[k][i] = Math.Min(curves[k][i], Seconds(kernel.Mechanism, x));
                }
            }
        }

        var sample = Smooth(_lengths[^1] / 2);
        var exact = Attend(kernels[0].Mechanism, sample);
        var banded = Attend(new AttentionMechanism(new AttentionOptions(Heads * HeadWidth, Heads, window: new SlidingWindow(Reach))), sample);
        var window = Attend(kernels[1].Mechanism, sample);
        var linformer = new AttentionMechanism(new AttentionOptions(Heads * HeadWidth, Heads, kernel: Kernel.Linformer(Rank, (int)sample.shape[2])));
        var (few, many) = (PerformerError(Features, sample, exact), PerformerError(16 * Features, sample, exact));
        return new Finding(
            [
                .. kernels.Zip(curves, (kernel, seconds) => Measurement.Near(
                    $"exponent of L, {kernel.Name}", Exponent(seconds), (kernel.Least + kernel.Most) / 2, (kernel.Most - kernel.Least) / 2)),
                Measurement.AtMost("error of the window within its reach", Error(window, banded), 1e-4),
                Measurement.AtLeast("its error against reading everything", Error(window, exact), 0.1),
                Measurement.AtMost("error of Linformer, on a slow signal (reading nothing: 1)", Error(Attend(linformer, sample), exact), 0.1),
                Measurement.AtMost("error of Performer", few, 0.8),
                Measurement.Near("how much less 16 times the features err (theory: 1/4)", many / few, 0.25, 0.12),
            ],
            [new LineChart($"Time of a call, {Heads} heads of {HeadWidth}.", "L", "milliseconds",
                [.. kernels.Zip(curves, (kernel, seconds) => new Series(kernel.Name,
                    [.. _lengths.Zip(seconds, (length, time) => ((double)length, 1000 * time))]))], Logarithmic: true)]);
    }

    private static double Seconds(AttentionMechanism mechanism, Tensor x)
    {
        var start = Stopwatch.GetTimestamp();
        Attend(mechanism, x).Dispose();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static Tensor Attend(AttentionMechanism mechanism, Tensor x) => mechanism.forward(x, x, x);

    /// <summary>Heads (1, heads, length, head) that changes slowly: sums of a few slow waves.</summary>
    private static Tensor Smooth(int length)
    {
        var waves = torch.randn(6, Heads * HeadWidth) * 0.15;
        var phases = torch.arange(length, dtype: float32).unsqueeze(1) * torch.arange(1, 7, dtype: float32) * (Math.PI / length);
        return torch.matmul(phases.cos(), waves).view(length, Heads, HeadWidth).transpose(0, 1).unsqueeze(0);
    }

    /// <summary>The mean over some draws of the features.</summary>
    private static double PerformerError(int features, Tensor sample, Tensor exact) => Enumerable.Range(1, 6).Average(draw => Error(
        Attend(new AttentionMechanism(new AttentionOptions(Heads * HeadWidth, Heads, kernel: Kernel.Performer(features, (ulong)draw))), sample), exact));

    private static double Error(Tensor result, Tensor exact) => ((result - exact).norm() / exact.norm()).item<float>();

    /// <summary>The slope of the line of least squares through (log length, log seconds).</summary>
    private static double Exponent(double[] seconds)
    {
        var (x, y) = (_lengths.Select(length => Math.Log(length)).ToList(), seconds.Select(second => Math.Log(second)).ToList());
        var (meanX, meanY) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }
}
