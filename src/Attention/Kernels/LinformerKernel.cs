namespace Rag.Attention.Kernels;

/// <summary>
/// softmax(q (E k)^T) (F v): queries read <paramref name="Rank"/> learned mixes of the keys and values instead of all (Wang
/// et al., "Linformer", 2020). E and F start as the means of equal stretches, so at full rank it is exact, and for inputs
/// that change slowly nearly so.
/// </summary>
/// <param name="Tokens">The most keys; fewer count as padded with zeros.</param>
public sealed record LinformerKernel(int Rank, int Tokens) : Kernel
{
    internal override bool Learns => true;

    internal override string? Refusal(AttentionOptions options) =>
        Rank < 1 || Rank > Tokens ? $"Linformer reads between 1 and {Tokens} summaries of {Tokens} tokens, not {Rank}." :
        options.Causal ? "Linformer's summaries mix early and late tokens, so a causal mask would leak." :
        options.Window is not null || options.ChunkLength is not null
            ? "Linformer's summaries have no position a window or chunk could select." :
        options.Biases.Count > 0 ? "Linformer never sees single pairs of query and key, so it takes no bias." :
        options.NullKey ? "Linformer's summaries would mix the null key with the others." :
        options.Score is Scores.GaussianScore
            ? "The distance to a mix of keys is no mix of distances: Linformer wants a dot product." : null;

    internal override Tensor Initial(AttentionOptions options) // (2, rank, tokens): E and F
    {
        var means = new float[2, Rank, Tokens];
        for (var r = 0; r < Rank; r++)
        {
            var (first, end) = (r * Tokens / Rank, (r + 1) * Tokens / Rank);
            for (var t = first; t < end; t++) means[0, r, t] = means[1, r, t] = 1f / (end - first);
        }
        return torch.tensor(means);
    }

    internal override Tensor Attend(AttentionProblem problem, Tensor? state)
    {
        var (keys, values) = Summaries(problem, state!);
        var query = TiledKernel.Rescaled(problem.Query, problem.Scale);
        return functional.scaled_dot_product_attention(query, keys, values, p: problem.Dropout);
    }

    internal override (Tensor Output, Tensor Weights) AttendVisibly(AttentionProblem problem, Tensor? state)
    {
        var (keys, values) = Summaries(problem, state!);
        var weights = torch.softmax(torch.matmul(problem.Query * problem.Scale, keys.mT), -1); // (batch, heads, queries, rank)
        if (problem.Dropout > 0) weights = functional.dropout(weights, problem.Dropout);
        return (torch.matmul(weights, values), weights);
    }

    private (Tensor Keys, Tensor Values) Summaries(AttentionProblem problem, Tensor mixes)
    {
        var count = problem.Key.shape[2];
        if (count > Tokens) throw new ArgumentException($"This Linformer reads up to {Tokens} keys, not {count}.");
        var (keys, values) = (problem.Key, problem.Value);
        if (problem.Terms.OnlyPadding("Linformer") is { } seen)
        {
            var padding = seen.logical_not().transpose(-1, -2); // (batch, 1, keys, 1)
            (keys, values) = (keys.masked_fill(padding, 0), values.masked_fill(padding, 0));
        }
        var (e, f) = (mixes.select(0, 0).narrow(-1, 0, count), mixes.select(0, 1).narrow(-1, 0, count)); // (rank, keys)
        return (torch.matmul(e, keys), torch.matmul(f, values)); // (batch, heads, rank, head)
    }
}
