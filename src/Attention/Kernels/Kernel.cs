namespace Rag.Attention.Kernels;

/// <summary>How attention is computed. The exact ones agree to rounding; the others say what they approximate.</summary>
public abstract record Kernel
{
    private protected Kernel()
    {
    }

    /// <summary>Exact, a tile of the score matrix at a time (Dao et al., "FlashAttention", 2022). The default.</summary>
    public static Kernel Tiled { get; } = new TiledKernel();

    /// <summary>Exact, through the whole matrix of weights, as the equation reads. The reference, and what a probe sees.</summary>
    public static Kernel Plain { get; } = new PlainKernel();

    /// <summary>Exact for layers with a sliding window, in O(tokens * window).</summary>
    public static Kernel Window { get; } = new WindowKernel();

    /// <summary>Reads <paramref name="rank"/> learned summaries of up to <paramref name="tokens"/> keys: O(tokens * rank).</summary>
    public static Kernel Linformer(int rank, int tokens) => new LinformerKernel(rank, tokens);

    /// <summary>Estimates the softmax kernel by positive random features drawn with a seed: O(tokens * features).</summary>
    public static Kernel Performer(int features = 256, ulong seed = 0) => new PerformerKernel(features, seed);

    /// <summary>Whether what <see cref="Initial"/> gives is learned, not constant.</summary>
    internal virtual bool Learns => false;

    /// <summary>Why the options make no sense with this kernel, or null.</summary>
    internal virtual string? Refusal(AttentionOptions options) => null;

    /// <summary>The kernel's own numbers, or null.</summary>
    internal virtual Tensor? Initial(AttentionOptions options) => null;

    /// <summary>(batch, heads, queries, value).</summary>
    internal abstract Tensor Attend(AttentionProblem problem, Tensor? state);

    /// <summary>The same, and the weights (batch, heads, queries, keys or summaries).</summary>
    internal virtual (Tensor Output, Tensor Weights) AttendVisibly(AttentionProblem problem, Tensor? state) =>
        PlainKernel.Run(problem);
}
