using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Encoders.Text.Tokenizers.PreTokenization;

/// <summary>Builds the pre-tokenizer that a tokenizer file describes.</summary>
internal static class PreTokenizerReader
{
    public static IPreTokenizer Read(JsonPart part) => part.Type switch
    {
        "Sequence" => new PreTokenizerSequence([.. part.Required("pretokenizers").Items().Select(Read)]),
        "BertPreTokenizer" => new BertPreTokenizer(),
        "ByteLevel" => new ByteLevelPreTokenizer(part.BoolOr("add_prefix_space", true), part.BoolOr("use_regex", true)),
        "Metaspace" => Metaspace.Read(part),
        "WhitespaceSplit" => new WhitespaceSplit(),
        "Split" => Split.Read(part),
        _ => throw part.Unknown("pre-tokenizer"),
    };
}
