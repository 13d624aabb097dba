namespace Rag.Encoders.Text.Tokenizers.PreTokenization;

/// <summary>Cuts normalized text into pieces that no token crosses. Safe for concurrent use.</summary>
internal interface IPreTokenizer
{
    Pieces Cut(Pieces pieces);
}
