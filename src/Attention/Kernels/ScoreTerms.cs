using Rag.Attention.Biases;
using Rag.Attention.Masks;

namespace Rag.Attention.Kernels;

/// <summary>What is added to the scores of a call; a kernel builds of it what it can use.</summary>
/// <param name="Learned">What each bias of the options has learned.</param>
/// <param name="Leading">Keys before the first token: 1 where there is a null key, which nothing masks or biases.</param>
/// <param name="KeyTerm">A term of each key, (batch, heads, 1, leading + keys), or null.</param>
internal sealed record ScoreTerms(
    AttentionOptions Options, IReadOnlyList<Tensor?> Learned, ScoreGrid Grid, int Leading, Tensor? KeyTerm)
{
    /// <summary>Whether the causal mask is all there is, counted from the first key.</summary>
    public bool OnlyCausal =>
        Options is { Causal: true, Window: null, ChunkLength: null, Biases.Count: 0 } && Leading == 0 && Grid.Start == 0 && KeyTerm is null
        && Grid.Context is { KeyMask: null, Adjacency: null, QueryDocuments: null, KeyDocuments: null, Bias: null };

    /// <summary>Float, broadcasting to (batch, heads, queries, leading + keys), or null.</summary>
    public Tensor? Bias()
    {
        var sum = Plus(Sum(Grid), Grid.Context.Bias);
        if (sum is not null && Leading > 0) sum = functional.pad(sum, [Leading, 0]);
        return Plus(sum, KeyTerm);
    }

    /// <summary>Bool, true where a query may read, broadcasting to (batch, heads, queries, leading + keys), or null.</summary>
    public Tensor? Mask() => AttentionMask.Of(Options, Grid) is { } mask ? WithLeading(mask) : null;

    /// <summary>Which keys are no padding: bool (batch, 1, 1, leading + keys), or null where all may be read.</summary>
    /// <exception cref="ArgumentException">The context has a bias or another mask, which the kernel cannot apply.</exception>
    public Tensor? OnlyPadding(string kernel)
    {
        if (Grid.Context is not { Adjacency: null, QueryDocuments: null, KeyDocuments: null, Bias: null })
            throw new ArgumentException($"{kernel} does not see all pairs of query and key: it takes padding, but no documents, edges or bias.");
        return AttentionMask.Padding(Grid) is { } mask ? WithLeading(mask) : null;
    }

    /// <summary>The biases' sum over another grid of positions.</summary>
    public Tensor? Sum(ScoreGrid grid) =>
        Options.Biases.Zip(Learned, (bias, learned) => bias.Term(grid, learned)).Aggregate((Tensor?)null, Plus);

    private Tensor WithLeading(Tensor mask) => Leading == 0
        ? mask
        : torch.cat([torch.ones([.. mask.shape[..^1], Leading], dtype: torch.@bool, device: mask.device), mask], -1);

    private static Tensor? Plus(Tensor? left, Tensor? right) => left is null ? right : right is null ? left : left + right;
}
