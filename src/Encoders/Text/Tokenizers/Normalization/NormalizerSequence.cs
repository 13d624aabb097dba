namespace Rag.Encoders.Text.Tokenizers.Normalization;

/// <summary>One normalizer after the other.</summary>
internal sealed class NormalizerSequence(INormalizer[] normalizers) : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        foreach (var normalizer in normalizers)
        {
            if (text.Length == 0) return text;
            text = normalizer.Normalize(text);
        }
        return text;
    }
}
