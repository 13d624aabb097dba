namespace Rag.Attention.Kernels;

/// <summary>
/// exp(q.k) as the mean of products of positive random features, phi(x) = exp(W x - |x|^2 / 2), so that keys and values are
/// summed up once for all queries: phi(q) (phi(k)^T v) / (phi(q) sum phi(k)) (Choromanski et al., "Performer", 2021).
/// </summary>
/// <param name="Features">More cost more and err less, as 1 / sqrt(features).</param>
/// <param name="Seed">Of the directions W, which are orthogonal in groups of the head width.</param>
public sealed record PerformerKernel(int Features, ulong Seed) : Kernel
{
    private const double Never = -1e30;
    // Its square, which the gradient divides by, is still a float.
    private const double Tiny = 1e-18;
    private const long Block = 64;

    internal override string? Refusal(AttentionOptions options) =>
        Features < 1 ? $"Performer draws 1 or more features, not {Features}." :
        options.Biases.Count > 0 ? "Performer never sees single pairs of query and key, so it takes no bias." :
        options.Window is not null || options.ChunkLength is not null
            ? "Performer sums its keys up before any query is known, so it takes no window or chunks." :
        options.Dropout > 0 ? "Performer has no weights that could be dropped." : null;

    internal override Tensor Initial(AttentionOptions options) =>
        OrthogonalDirections.Draw(Features, options.HeadWidth, Seed); // (features, head)

    internal override Tensor Attend(AttentionProblem problem, Tensor? state)
    {
        var (queries, keys) = Map(problem, state!);
        if (problem.Terms.Options.Causal) return Causal(queries, keys, problem.Value, Past(problem));
        return Read(queries, Sum(keys, problem.Value));
    }

    internal override (Tensor Output, Tensor Weights) AttendVisibly(AttentionProblem problem, Tensor? state)
    {
        var (queries, keys) = Map(problem, state!);
        var products = torch.matmul(queries, keys.mT); // (batch, heads, queries, keys)
        if (problem.Terms.Options.Causal) products = products.tril(Past(problem));
        var weights = products / products.sum(-1, keepdim: true).clamp_min(Tiny);
        return (torch.matmul(weights, problem.Value), weights);
    }

    private static (Tensor Queries, Tensor Keys) Map(AttentionProblem problem, Tensor directions) // (batch, heads, tokens, features)
    {
        var queries = Exponents(problem.Query * Math.Sqrt(problem.Scale), directions);
        var keys = Exponents(problem.Key * Math.Sqrt(problem.Scale), directions);
        if (problem.Terms.KeyTerm is { } term) keys = keys + term.transpose(-1, -2);
        var padding = problem.Terms.OnlyPadding("Performer")?.logical_not().transpose(-1, -2); // (batch, 1, keys, 1)
        if (padding is not null) keys = keys.masked_fill(padding, Never);

        // A factor that all keys share cancels, and so does one of each query; they keep exp in range. The largest key may
        // lie in the future, which a causal query must not know even by a rounding.
        queries = queries - queries.detach().amax([-1], keepdim: true);
        if (!problem.Terms.Options.Causal) keys = keys - keys.detach().amax([-2, -1], keepdim: true);
        return (queries.exp(), padding is null ? keys.exp() : keys.exp().masked_fill(padding, 0));
    }

    private static Tensor Exponents(Tensor x, Tensor directions) =>
        torch.matmul(x, directions.mT) - x.square().sum(-1, keepdim: true) * 0.5;

    /// <summary>phi(k)^T v and, as one more column, phi(k)^T 1: (batch, heads, features, value + 1).</summary>
    private static Tensor Sum(Tensor keys, Tensor values) => torch.matmul(keys.mT, WithOnes(values));

    private static Tensor Read(Tensor queries, Tensor sums) => Divided(torch.matmul(queries, sums));

    private static Tensor Causal(Tensor queries, Tensor keys, Tensor values, long past)
    {
        var sums = Sum(keys.narrow(2, 0, past), values.narrow(2, 0, past));
        var blocks = new List<Tensor>();
        for (var first = 0L; first < queries.shape[2]; first += Block)
        {
            var count = Math.Min(Block, queries.shape[2] - first);
            var q = queries.narrow(2, first, count);
            var (k, v) = (keys.narrow(2, past + first, count), values.narrow(2, past + first, count));
            var within = torch.matmul(torch.matmul(q, k.mT).tril(), WithOnes(v));
            blocks.Add(Divided(torch.matmul(q, sums) + within));
            sums = sums + Sum(k, v);
        }
        return torch.cat(blocks, 2);
    }

    private static Tensor WithOnes(Tensor values) => torch.cat([values, torch.ones([.. values.shape[..^1], 1])], -1);

    private static Tensor Divided(Tensor sums)
    {
        var width = sums.shape[^1] - 1;
        return sums.narrow(-1, 0, width) / sums.narrow(-1, width, 1).clamp_min(Tiny);
    }

    /// <summary>How many keys every query may read.</summary>
    private static long Past(AttentionProblem problem)
    {
        var (terms, grid) = (problem.Terms, problem.Terms.Grid);
        if (grid.Keys != grid.Start + grid.Queries)
        {
            throw new ArgumentException(
                $"A causal Performer reads the queries' own sequence: {grid.Start + grid.Queries} keys, not {grid.Keys}.");
        }
        return terms.Leading + grid.Start;
    }
}
