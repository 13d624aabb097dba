using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Encoders.Text.Tokenizers.Decoding;

/// <summary>Builds the decoder that a tokenizer file describes.</summary>
internal static class DecoderReader
{
    public static IDecoder Read(JsonPart part) => part.Type switch
    {
        "WordPiece" => new WordPieceDecoder(part.StringOr("prefix", "##"), part.BoolOr("cleanup", true)),
        "ByteLevel" => new ByteLevelDecoder(),
        "Metaspace" => MetaspaceDecoder.Read(part),
        _ => throw part.Unknown("decoder"),
    };
}
