using Rag.Torch.Kernels.Threads;

namespace Rag.Torch.Kernels.Attention;

/// <summary>
/// Attention that never holds more than a tile of the score matrix (Dao et al., "FlashAttention", 2022). A query that
/// may see no key gives zeros.
/// </summary>
internal static unsafe class FlashAttention
{
    private const long SmallWork = 100_000;

    /// <summary>
    /// <paramref name="logSumExp"/>, if not null, receives for (batch, head, query) what <see cref="Backward"/> needs:
    /// the logarithm of the softmax's denominator, +infinity where no key was seen.
    /// </summary>
    public static void Forward(in AttentionProblem problem, HeadView output, float* logSumExp = null)
    {
        var kernel = new AttentionKernel(problem, output, logSumExp);
        long work = 2L * Math.Min(problem.Queries, AttentionKernel.MostQueries) * problem.Keys * problem.Width;
        int grain = (int)Math.Max(1, SmallWork / Math.Max(1, work));
        ThreadTeam.Shared.For(in kernel, kernel.Items, grain);
    }

    /// <summary>
    /// Writes the gradients by query, key and value, and by the bias if <paramref name="dBias"/> is not null: the whole
    /// (batch, head, query, key) array, which the caller sums where the bias was repeated.
    /// </summary>
    public static void Backward(
        in AttentionProblem problem, HeadView output, float* logSumExp, HeadView dOutput, HeadView dQuery, HeadView dKey,
        HeadView dValue, float* dBias = null)
    {
        var kernel = new AttentionGradientKernel(
            problem, output, logSumExp, dOutput, dQuery, dKey, dValue, dBias);
        ThreadTeam.Shared.For(in kernel, problem.Batch * problem.Heads);
    }
}
