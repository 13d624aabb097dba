namespace Rag.Encoders.Text.Tokenizers.PreTokenization;

/// <summary>One pre-tokenizer after the other, each cutting the pieces of the one before.</summary>
internal sealed class PreTokenizerSequence(IPreTokenizer[] preTokenizers) : IPreTokenizer
{
    public Pieces Cut(Pieces pieces)
    {
        foreach (var preTokenizer in preTokenizers) pieces = preTokenizer.Cut(pieces);
        return pieces;
    }
}
