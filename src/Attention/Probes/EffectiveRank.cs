namespace Rag.Attention.Probes;

/// <summary>
/// How many directions a matrix really uses: exp of the entropy of its singular values, taken as shares of their sum
/// (Roy and Vetterli, "The effective rank", 2007). Between 1 and the rank; 0 for a matrix of zeros.
/// </summary>
public static class EffectiveRank
{
    private const int MostSweeps = 60;
    private const double Precise = 1e-12;

    /// <param name="matrix">float32 (rows, columns); meant for the sizes one looks at, a few hundred.</param>
    public static double Of(Tensor matrix)
    {
        var values = SingularValues(matrix);
        var sum = values.Sum();
        return sum == 0 ? 0 : Math.Exp(-values.Where(value => value > 0).Sum(value => value / sum * Math.Log(value / sum)));
    }

    /// <summary>The singular values, largest first, by one-sided Jacobi rotations in double precision.</summary>
    public static double[] SingularValues(Tensor matrix)
    {
        if (matrix.dim() != 2)
            throw new ArgumentException($"A matrix has two dimensions, not {matrix.dim()}.", nameof(matrix));
        using var scope = NewDisposeScope();
        var vectors = (matrix.shape[0] < matrix.shape[1] ? matrix : matrix.mT).detach().contiguous(); // fewer, longer rows
        var length = (int)vectors.shape[1];
        var flat = vectors.data<float>().ToArray();
        var rows = flat.Chunk(length).Select(row => row.Select(x => (double)x).ToArray()).ToArray();
        for (var sweep = 0; sweep < MostSweeps && Sweep(rows); sweep++)
        {
        }
        return [.. rows.Select(row => Math.Sqrt(Dot(row, row))).OrderDescending()];
    }

    /// <summary>Turns every pair of rows until they are orthogonal; false when all were.</summary>
    private static bool Sweep(double[][] rows)
    {
        var turned = false;
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = i + 1; j < rows.Length; j++)
            {
                var (a, b, c) = (Dot(rows[i], rows[i]), Dot(rows[j], rows[j]), Dot(rows[i], rows[j]));
                if (Math.Abs(c) <= Precise * Math.Sqrt(a * b) || c == 0) continue;
                turned = true;
                var zeta = (b - a) / (2 * c);
                var tangent = (zeta < 0 ? -1 : 1) / (Math.Abs(zeta) + Math.Sqrt(1 + zeta * zeta));
                var cosine = 1 / Math.Sqrt(1 + tangent * tangent);
                Turn(rows[i], rows[j], cosine, cosine * tangent);
            }
        }
        return turned;
    }

    private static void Turn(double[] first, double[] second, double cosine, double sine)
    {
        for (var t = 0; t < first.Length; t++)
        {
            (first[t], second[t]) = (cosine * first[t] - sine * second[t], sine * first[t] + cosine * second[t]);
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
