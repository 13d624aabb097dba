using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Encoders.Text.Tokenizers.PostProcessing;

/// <summary><c>&lt;s&gt; A &lt;/s&gt;</c>, and <c>&lt;/s&gt; B &lt;/s&gt;</c> behind it; every type id is 0.</summary>
internal sealed class RobertaProcessing(Token cls, Token sep, bool trimOffsets, bool addPrefixSpace) : IPostProcessor
{
    private readonly ByteLevelProcessing _texts = new(trimOffsets, addPrefixSpace);

    public static RobertaProcessing Read(JsonPart part) => new(
        BertProcessing.ReadToken(part, "cls"), BertProcessing.ReadToken(part, "sep"),
        part.BoolOr("trim_offsets", true), part.BoolOr("add_prefix_space", true));

    public int AddedCount(bool isPair) => isPair ? 4 : 2;

    public List<Token> Process(List<Token> first, List<Token>? second, bool addSpecialTokens)
    {
        first = _texts.Process(first, null, addSpecialTokens);
        if (second is not null)
            second = [.. _texts.Process(second, null, addSpecialTokens).Select(token => token with { TypeId = 0 })];
        return addSpecialTokens
            ? second is null ? [cls, .. first, sep] : [cls, .. first, sep, sep, .. second, sep]
            : second is null ? first : [.. first, .. second];
    }
}
