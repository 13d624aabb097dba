namespace Rag.Engine.Evaluation;

/// <summary>How far the boundaries of words that were found lie from the true ones.</summary>
/// <param name="Count">How many were measured; the figures of none are 0.</param>
/// <param name="Median">In milliseconds.</param>
/// <param name="Mean">In milliseconds.</param>
/// <param name="P90">The 90% quantile, in milliseconds.</param>
public sealed record BoundaryErrors(int Count, double Median, double Mean, double P90, double Within10, double Within25, double Within50, double Within100)
{
    private const double Rounding = 1e-6; // ms: on a grid of 10 ms an error of 10 ms is often a little more

    /// <param name="seconds">Differences between found and true times; their signs do not count.</param>
    public static BoundaryErrors Of(IEnumerable<double> seconds)
    {
        double[] sorted = [.. seconds.Select(second => Math.Abs(second) * 1000).Order()];
        if (sorted.Length == 0) return new BoundaryErrors(0, 0, 0, 0, 0, 0, 0, 0);
        return new BoundaryErrors(sorted.Length, Quantile(0.5), sorted.Average(), Quantile(0.9), Within(10), Within(25), Within(50), Within(100));

        double Within(double most) => (double)sorted.Count(error => error <= most + Rounding) / sorted.Length;

        double Quantile(double share)
        {
            var place = share * (sorted.Length - 1);
            var below = (int)place;
            return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
        }
    }
}
