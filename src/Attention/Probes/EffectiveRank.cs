namespace Rag.Attention.Probes;

/// <summary>
/// How many directions a matrix really uses: exp of the entropy of its singular values, taken as shares of their sum
/// (Roy and Vetterli, "The effective rank", 2007). Between 1 and the rank; 0 for a matrix of zeros.
/// </summary>
public static class EffectiveRank
{
    /// <param name="matrix">float32 (rows, columns); meant for the sizes one looks at, a few hundred.</param>
    public static double Of(Tensor matrix)
    {
        var values = SingularValues(matrix);
        var sum = values.Sum();
        return sum == 0 ? 0 : Math.Exp(-values.Where(value => value > 0).Sum(value => value / sum * Math.Log(value / sum)));
    }

    /// <summary>The singular values, largest first, in double precision.</summary>
    public static double[] SingularValues(Tensor matrix)
    {
        if (matrix.dim() != 2)
            throw new ArgumentException($"A matrix has two dimensions, not {matrix.dim()}.", nameof(matrix));
        using var scope = NewDisposeScope();
        return torch.linalg.svdvals(matrix.detach().to_type(float64)).data<double>().ToArray();
    }
}
