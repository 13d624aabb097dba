using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.Vocabularies;

namespace Rag.Encoders.Text.Tokenizers.PostProcessing;

/// <summary>Lays texts and special tokens out as a template of the file says, one for a single text and one for a pair.</summary>
internal sealed class TemplateProcessing : IPostProcessor
{
    private readonly Slot[] _single;
    private readonly Slot[] _pair;

    private TemplateProcessing(Slot[] single, Slot[] pair) => (_single, _pair) = (single, pair);

    public static TemplateProcessing Read(JsonPart part)
    {
        var specialTokens = new Dictionary<string, Token[]>();
        foreach (var (name, token) in part.Required("special_tokens").Members()) specialTokens.Add(name, ReadTokens(token));
        return new TemplateProcessing(
            [.. part.Required("single").Items().Select(slot => ReadSlot(slot, specialTokens, isPair: false))],
            [.. part.Required("pair").Items().Select(slot => ReadSlot(slot, specialTokens, isPair: true))]);
    }

    public int AddedCount(bool isPair) => (isPair ? _pair : _single).Sum(slot => slot.Special?.Length ?? 0);

    public List<Token> Process(List<Token> first, List<Token>? second, bool addSpecialTokens)
    {
        var result = new List<Token>(first.Count + (second?.Count ?? 0) + 8);
        foreach (var slot in second is null ? _single : _pair)
        {
            if (slot.Special is not null && !addSpecialTokens) continue;
            foreach (var token in slot.Special ?? (IEnumerable<Token>)(slot.IsSecond ? second! : first))
                result.Add(token with { TypeId = slot.TypeId });
        }
        return result;
    }

    private static Token[] ReadTokens(JsonPart part)
    {
        int[] ids = [.. part.Required("ids").Items().Select(id => id.AsInt(0, Vocabulary.MaxId))];
        string[] tokens = [.. part.Required("tokens").Items().Select(token => token.AsString())];
        if (ids.Length != tokens.Length) throw part.Bad($"{ids.Length} ids stand beside {tokens.Length} tokens");
        return [.. ids.Zip(tokens, (id, token) => Token.Special(id, token))];
    }

    private static Slot ReadSlot(JsonPart part, Dictionary<string, Token[]> specialTokens, bool isPair)
    {
        if (part.Optional("SpecialToken") is { } special)
        {
            var name = special.Required("id");
            if (!specialTokens.TryGetValue(name.AsString(), out var tokens))
                throw name.Bad($"\"{name.AsString()}\" is not among special_tokens");
            return new Slot(tokens, false, ReadTypeId(special));
        }
        var sequence = part.Required("Sequence");
        return sequence.Required("id").AsString() switch
        {
            "A" => new Slot(null, false, ReadTypeId(sequence)),
            "B" when isPair => new Slot(null, true, ReadTypeId(sequence)),
            _ => throw sequence.Required("id").Bad(isPair ? "must be A or B" : "must be A: a single text has no other"),
        };
    }

    private static int ReadTypeId(JsonPart part) => part.Required("type_id").AsInt(0, int.MaxValue);

    private sealed record Slot(Token[]? Special, bool IsSecond, int TypeId);
}
