using Rag.Encoders.Text.Tokenizers.Unicode;

namespace Rag.Encoders.Text.Tokenizers.Normalization;

/// <summary>One of Unicode's four normalization forms.</summary>
internal sealed class UnicodeNormalizer(bool compatibility, bool compose) : INormalizer
{
    public AlignedText Normalize(AlignedText text) => NormalizationForms.Normalize(text, compatibility, compose);
}
