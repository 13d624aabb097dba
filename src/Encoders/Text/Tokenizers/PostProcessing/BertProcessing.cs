using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.Vocabularies;

namespace Rag.Encoders.Text.Tokenizers.PostProcessing;

/// <summary><c>[CLS] A [SEP]</c>, and <c>B [SEP]</c> with type 1 behind it.</summary>
internal sealed class BertProcessing(Token cls, Token sep) : IPostProcessor
{
    public static BertProcessing Read(JsonPart part) => new(ReadToken(part, "cls"), ReadToken(part, "sep"));

    /// <summary>Reads a member <c>["[SEP]", 102]</c>.</summary>
    public static Token ReadToken(JsonPart part, string name)
    {
        var pair = part.Required(name);
        JsonPart[] items = [.. pair.Items()];
        if (items.Length != 2) throw pair.Bad("must be a token and its id");
        return Token.Special(items[1].AsInt(0, Vocabulary.MaxId), items[0].AsString());
    }

    public int AddedCount(bool isPair) => isPair ? 3 : 2;

    public List<Token> Process(List<Token> first, List<Token>? second, bool addSpecialTokens) => addSpecialTokens
        ? second is null ? [cls, .. first, sep] : [cls, .. first, sep, .. second, sep with { TypeId = 1 }]
        : second is null ? first : [.. first, .. second];
}
