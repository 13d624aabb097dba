namespace Rag.Attention.Kernels;

/// <summary>See <see cref="Kernel.Tiled"/>.</summary>
public sealed record TiledKernel : Kernel
{
    /// <summary>
    /// Up to so many queries, as decoding has them, the whole matrix of weights is no more than a tile; libtorch's tiles are then up to eight
    /// times slower (bfloat16, 1,500 keys).
    /// </summary>
    private const int FewQueries = 8;

    internal TiledKernel()
    {
    }

    internal override Tensor Attend(AttentionProblem problem, Tensor? state)
    {
        if (problem.Query.shape[2] <= FewQueries && torch.is_inference_mode_enabled()) return PlainKernel.Run(problem).Output;
        var (q, k, v) = (Rescaled(problem.Query, problem.Scale), problem.Key, problem.Value);
        if (problem.Terms.OnlyCausal) return functional.scaled_dot_product_attention(q, k, v, p: problem.Dropout, is_casual: true);
        var (mask, bias) = (problem.Terms.Mask(), problem.Terms.Bias());
        if (mask is not null && bias is not null) bias = torch.where(mask, bias, torch.tensor(float.NegativeInfinity, device: bias.device));
        return functional.scaled_dot_product_attention(q, k, v, bias ?? mask, problem.Dropout);
    }

    /// <summary>scaled_dot_product_attention divides by sqrt(head) itself; any other scale goes into the queries.</summary>
    internal static Tensor Rescaled(Tensor query, double scale)
    {
        var factor = scale * Math.Sqrt(query.shape[^1]);
        return Math.Abs(factor - 1) < 1e-12 ? query : query * factor;
    }
}
