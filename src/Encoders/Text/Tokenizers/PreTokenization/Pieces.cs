namespace Rag.Encoders.Text.Tokenizers.PreTokenization;

/// <summary>A text and the ranges of it, in order and none empty, that are to become tokens.</summary>
internal sealed record Pieces(AlignedText Text, List<(int Start, int End)> Ranges)
{
    public static Pieces Whole(AlignedText text) => new(text, text.Length == 0 ? [] : [(0, text.Length)]);
}
