namespace Rag.Attention.Biases;

/// <summary>The queries and keys of one call by their positions.</summary>
/// <param name="Start">Position of the first query; keys start at 0.</param>
internal sealed record ScoreGrid(AttentionContext Context, long Heads, long Start, long Queries, long Keys)
{
    public Tensor QueryPositions => torch.arange(Start, Start + Queries, dtype: int64, device: Device); // (queries)

    public Tensor KeyPositions => torch.arange(Keys, dtype: int64, device: Device); // (keys)

    /// <summary>Where the call's tensors lie; null for the CPU.</summary>
    public Device? Device { get; init; }

    /// <summary>j - i: negative where the key comes first.</summary>
    public Tensor Distances => KeyPositions.unsqueeze(0) - QueryPositions.unsqueeze(1); // (queries, keys)

    /// <summary>Whether some key lies behind some query.</summary>
    public bool HasFuture => Keys - 1 > Start;
}
