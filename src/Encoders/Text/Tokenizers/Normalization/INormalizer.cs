namespace Rag.Encoders.Text.Tokenizers.Normalization;

/// <summary>Makes text uniform before it is cut. Safe for concurrent use.</summary>
internal interface INormalizer
{
    /// <summary>The text anew, or the same where nothing changes.</summary>
    AlignedText Normalize(AlignedText text);
}
