namespace Rag.Engine.Ask.BuiltIn;

/// <summary>
/// The linear weights under which softmax over each set of options chooses right (McFadden, "Conditional logit analysis of qualitative
/// choice behavior", 1974), by Newton's method. A choice between x and nothing is logistic regression.
/// </summary>
internal static class ConditionalLogit
{
    private const int Iterations = 50;
    private const double Ridge = 1e-2; // keeps weights finite where a feature tells right from wrong without fail
    private const double LongestStep = 2; // of any weight: far from the end Newton's steps overshoot

    /// <param name="sets">Features of each option, and whether it is right; sets without a right option teach nothing.</param>
    /// <param name="start">Weights to begin with: where several options are right, they tell which of them are meant.</param>
    public static double[] Fit(IReadOnlyList<(double[][] Options, bool[] Right)> sets, IReadOnlyList<double> start)
    {
        var features = start.Count;
        double[] weights = [.. start];
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var gradient = weights.Select(weight => -Ridge * weight).ToArray();
            var hessian = new double[features, features];
            for (var i = 0; i < features; i++) hessian[i, i] = Ridge;
            foreach (var (options, right) in sets)
            {
                if (right.Contains(true)) Add(options, right, weights, gradient, hessian);
            }
            var step = Solve(hessian, gradient);
            var scale = Math.Min(1, LongestStep / Math.Max(step.Max(Math.Abs), 1e-12));
            for (var i = 0; i < features; i++) weights[i] += scale * step[i];
        }
        return weights;
    }

    /// <summary>The probability of each option.</summary>
    public static double[] Softmax(IReadOnlyList<double> scores)
    {
        var most = scores.Max();
        var odds = scores.Select(score => Math.Exp(score - most)).ToArray();
        var sum = odds.Sum();
        return [.. odds.Select(odd => odd / sum)];
    }

    /// <summary>x . weights</summary>
    public static double Dot(IReadOnlyList<double> x, IReadOnlyList<double> weights) => x.Zip(weights, (feature, weight) => feature * weight).Sum();

    // Where several options are right, each counts as the model now shares the probability between them.
    private static void Add(double[][] options, bool[] right, double[] weights, double[] gradient, double[,] hessian)
    {
        var p = Softmax([.. options.Select(option => Dot(option, weights))]);
        var ofRight = Math.Max(p.Zip(right, (share, isRight) => isRight ? share : 0).Sum(), 1e-12);
        var mean = new double[weights.Length];
        foreach (var (option, share) in options.Zip(p))
        {
            for (var i = 0; i < mean.Length; i++) mean[i] += share * option[i];
        }
        foreach (var (o, option) in options.Index())
        {
            var wanted = right[o] ? p[o] / ofRight : 0;
            for (var i = 0; i < mean.Length; i++)
            {
                gradient[i] += (wanted - p[o]) * option[i];
                for (var j = 0; j < mean.Length; j++) hessian[i, j] += p[o] * (option[i] - mean[i]) * (option[j] - mean[j]);
            }
        }
    }

    // Gaussian elimination; the matrix is symmetric and positive.
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var (a, x) = ((double[,])matrix.Clone(), (double[])right.Clone());
        for (var i = 0; i < x.Length; i++)
        {
            for (var row = i + 1; row < x.Length; row++)
            {
                var factor = a[row, i] / a[i, i];
                for (var column = i; column < x.Length; column++) a[row, column] -= factor * a[i, column];
                x[row] -= factor * x[i];
            }
        }
        for (var i = x.Length - 1; i >= 0; i--)
        {
            for (var column = i + 1; column < x.Length; column++) x[i] -= a[i, column] * x[column];
            x[i] /= a[i, i];
        }
        return x;
    }
}
