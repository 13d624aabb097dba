namespace Rag.Engine.Ask.Reading;

/// <summary>What a token of a row is.</summary>
internal enum TokenKind : byte
{
    Padding,

    /// <summary>Put there by the tokenizer, as [CLS] is.</summary>
    Special,

    Heading,

    Text,
}
