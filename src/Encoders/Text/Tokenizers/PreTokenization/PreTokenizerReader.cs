using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Encoders.Text.Tokenizers.PreTokenization;

/// <summary>Builds the pre-tokenizer that a tokenizer file describes.</summary>
internal static class PreTokenizerReader
{
    public static IPreTokenizer Read(JsonPart part) => part.Type switch
    {
        "Sequence" => new PreTokenizerSequence([.. part.Required("pretokenizers").Items().Select(Read)]),
        "BertPreTokenizer" => new BertPreTokenizer(),
        _ => throw part.Unknown("pre-tokenizer"),
    };
}
