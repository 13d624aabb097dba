namespace Rag.Engine.Align;

/// <summary>Where a boundary lies that lies before frame t with probability p[t].</summary>
internal static class PosteriorMedian
{
    private const double LeastSum = 0.5; // below, most of the paths do not have the boundary at all

    /// <summary>
    /// The median, in frames: frame t is centred on t, so that a boundary before it lies between t - 1 and t. Null where the probabilities
    /// sum to less than a half.
    /// </summary>
    public static double? Of(ReadOnlySpan<double> probabilities)
    {
        var sum = 0.0;
        foreach (var p in probabilities) sum += p;
        if (!(sum >= LeastSum)) return null;
        var (before, t) = (0.0, 0);
        while (t < probabilities.Length - 1 && before + probabilities[t] < sum / 2) before += probabilities[t++];
        var within = probabilities[t] > 0 ? ((sum / 2) - before) / probabilities[t] : 0.5;
        return Math.Max(0, t - 1 + within);
    }

    /// <summary>How probably the boundary lies within so many frames of a place.</summary>
    public static double Mass(ReadOnlySpan<double> probabilities, double place, int near)
    {
        var (from, to) = (Math.Max(0, (int)Math.Ceiling(place + 0.5 - near)), Math.Min(probabilities.Length - 1, (int)Math.Floor(place + 0.5 + near)));
        var sum = 0.0;
        for (var t = from; t <= to; t++) sum += probabilities[t];
        return sum;
    }
}
