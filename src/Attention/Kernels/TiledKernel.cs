namespace Rag.Attention.Kernels;

/// <summary>See <see cref="Kernel.Tiled"/>.</summary>
public sealed record TiledKernel : Kernel
{
    internal TiledKernel()
    {
    }

    internal override Tensor Attend(AttentionProblem problem, Tensor? state)
    {
        var query = Rescaled(problem.Query, problem.Scale);
        if (problem.Terms.OnlyCausal) return functional.scaled_dot_product_attention(query, problem.Key, problem.Value, p: problem.Dropout, is_casual: true);
        var mask = problem.Terms.Mask();
        if (problem.Terms.Bias() is not { } bias) return functional.scaled_dot_product_attention(query, problem.Key, problem.Value, mask, problem.Dropout);
        if (mask is not null) bias = torch.where(mask, bias, torch.tensor(float.NegativeInfinity));
        return functional.scaled_dot_product_attention(query, problem.Key, problem.Value, bias, problem.Dropout);
    }

    /// <summary>scaled_dot_product_attention divides by sqrt(head) itself; any other scale goes into the queries.</summary>
    internal static Tensor Rescaled(Tensor query, double scale)
    {
        var factor = scale * Math.Sqrt(query.shape[^1]);
        return Math.Abs(factor - 1) < 1e-12 ? query : query * factor;
    }
}
