using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Encoders.Text.Tokenizers.Models;

/// <summary>Builds the model that a tokenizer file describes.</summary>
internal static class ModelReader
{
    /// <summary>Files from before 2021 do not name the type; theirs is told from what they hold.</summary>
    public static IModel Read(JsonPart part) => TypeOf(part) switch
    {
        "WordPiece" => WordPiece.Read(part),
        "BPE" => BytePairEncoding.Read(part),
        "Unigram" => Unigram.Read(part),
        _ => throw part.Unknown("model"),
    };

    private static string TypeOf(JsonPart part)
    {
        if (part.Optional("type") is { } type) return type.AsString();
        if (part.Optional("merges") is not null) return "BPE";
        return part.Required("vocab").IsArray ? "Unigram" : "WordPiece";
    }
}
