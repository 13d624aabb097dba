using Rag.Encoders.Text.Tokenizers.Files;

namespace Rag.Encoders.Text.Tokenizers.Vocabularies;

/// <summary>A token that is found in the text before anything else is done to it.</summary>
/// <param name="IsSingleWord">Found only where no letter or digit touches it.</param>
/// <param name="StripsLeft">Takes the white space before it along.</param>
/// <param name="StripsRight">Takes the white space behind it along.</param>
/// <param name="IsNormalized">Searched for in normalized text.</param>
/// <param name="IsSpecial">Left out when decoding without special tokens.</param>
internal sealed record AddedToken(
    int Id, string Content, bool IsSingleWord, bool StripsLeft, bool StripsRight, bool IsNormalized, bool IsSpecial)
{
    public static AddedToken Read(JsonPart part)
    {
        var content = part.Required("content");
        if (content.AsString().Length == 0) throw content.Bad("is empty");
        var isSpecial = part.BoolOr("special", false);
        return new AddedToken(
            part.Required("id").AsInt(0, Vocabulary.MaxId), content.AsString(), part.BoolOr("single_word", false),
            part.BoolOr("lstrip", false), part.BoolOr("rstrip", false), part.BoolOr("normalized", !isSpecial), isSpecial);
    }
}
