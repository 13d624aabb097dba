using System.Diagnostics;

namespace Rag.Torch.Kernels.Benchmarks;

internal static class Stopwatches
{
    /// <summary>Seconds of the fastest of several runs, after a warm-up; takes about <paramref name="patience"/> seconds.</summary>
    public static double Best(Action work, double patience = 0.25)
    {
        for (int i = 0; i < 3; i++) work();
        double best = double.MaxValue;
        var total = Stopwatch.StartNew();
        do
        {
            long start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        while (total.Elapsed.TotalSeconds < patience);
        return best;
    }
}
