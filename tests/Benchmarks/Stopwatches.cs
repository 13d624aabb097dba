using System.Diagnostics;

namespace Rag.Benchmarks;

/// <summary>The best of many runs: what the machine does when its neighbours leave it alone.</summary>
internal static class Stopwatches
{
    /// <summary>Seconds of the fastest run; runs go on until <paramref name="patience"/> seconds have passed, three at least.</summary>
    public static double Best(Action action, double patience)
    {
        action();
        var best = double.PositiveInfinity;
        var all = Stopwatch.StartNew();
        for (var runs = 0; runs < 3 || all.Elapsed.TotalSeconds < patience; runs++)
        {
            var one = Stopwatch.StartNew();
            action();
            best = Math.Min(best, one.Elapsed.TotalSeconds);
        }
        return best;
    }
}
