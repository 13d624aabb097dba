namespace Rag.Attention.Positions;

/// <summary>Which vectors carry positions.</summary>
public enum PositionedSide
{
    /// <summary>Queries and keys.</summary>
    Both,

    /// <summary>Queries alone: they know where they stand, and not where a key does.</summary>
    Queries,

    /// <summary>Keys alone: where a key stands is part of its address.</summary>
    Keys,
}

/// <summary>How projected queries and keys know where they stand, the same in every head.</summary>
/// <param name="Side">Relative kinds need both sides.</param>
public abstract record Position(PositionedSide Side)
{
    internal virtual string? Refusal(AttentionOptions options) => null;

    /// <summary>What is learned, as it starts, or null.</summary>
    internal virtual Tensor? Initial(AttentionOptions options) => null;

    /// <summary>Vectors (..., tokens, head) with positions from <paramref name="start"/> on.</summary>
    internal abstract Tensor Place(Tensor vectors, long start, bool isKey, Tensor? learned);

    internal bool Covers(bool isKey) => Side == PositionedSide.Both || isKey == (Side == PositionedSide.Keys);
}
