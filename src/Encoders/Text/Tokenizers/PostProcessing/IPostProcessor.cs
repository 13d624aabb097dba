namespace Rag.Encoders.Text.Tokenizers.PostProcessing;

/// <summary>Puts the tokens of one or two texts together. Safe for concurrent use.</summary>
internal interface IPostProcessor
{
    /// <summary>How many special tokens it adds.</summary>
    int AddedCount(bool isPair);

    List<Token> Process(List<Token> first, List<Token>? second, bool addSpecialTokens);
}
