using Rag.Attention.Inference;

namespace Rag.Encoders.Text.Embeddings;

/// <summary>What happens to a text of more tokens than the model takes at once.</summary>
public enum LongTexts
{
    /// <summary>It is read in overlapping windows, whose embeddings' mean is its own.</summary>
    Windows,

    /// <summary>Only its beginning is read, as the sentence-transformers library does.</summary>
    Cut,
}

/// <summary>How texts are put to the model.</summary>
public sealed record TextEncoderOptions
{
    /// <summary>What happens to a text of more tokens than the model takes at once.</summary>
    public LongTexts LongTexts { get; init; } = LongTexts.Windows;

    /// <summary>Tokens that a window shares with the one before it: at most half a window.</summary>
    public int Overlap { get; init; } = 32;

    /// <summary>The numbers the model computes with.</summary>
    public Precision Precision { get; init; } = Precision.Fastest;

    /// <summary>The most tokens of a batch, padding included; one window is a batch however long it is.</summary>
    public int TokensPerBatch { get; init; } = 2048;
}
