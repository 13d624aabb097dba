namespace Rag.Encoders.Text.Tokenizers;

/// <summary>A token of one text before the texts are put together.</summary>
internal readonly record struct Token(int Id, string Text, int Start, int End, int TypeId, bool IsSpecial = false);
