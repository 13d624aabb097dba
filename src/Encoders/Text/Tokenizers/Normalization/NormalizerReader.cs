using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Encoders.Text.Tokenizers.Normalization;

/// <summary>Builds the normalizer that a tokenizer file describes.</summary>
internal static class NormalizerReader
{
    public static INormalizer Read(JsonPart part) => part.Type switch
    {
        "Sequence" => new NormalizerSequence([.. part.Required("normalizers").Items().Select(Read)]),
        "BertNormalizer" => BertNormalizer.Read(part),
        "Lowercase" => new Lowercase(),
        "StripAccents" => new StripAccents(),
        "NFD" => new UnicodeNormalizer(compatibility: false, compose: false),
        "NFC" => new UnicodeNormalizer(compatibility: false, compose: true),
        "NFKD" => new UnicodeNormalizer(compatibility: true, compose: false),
        "NFKC" => new UnicodeNormalizer(compatibility: true, compose: true),
        "Replace" => Replace.Read(part),
        "Precompiled" => Precompiled.Read(part),
        "Prepend" => new Prepend(part.Required("prepend").AsString()),
        "Strip" => new Strip(part.BoolOr("strip_left", true), part.BoolOr("strip_right", true)),
        _ => throw part.Unknown("normalizer"),
    };
}
