using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.PreTokenization;

namespace Rag.Encoders.Text.Tokenizers.Decoding;

/// <summary>Turns signs back into spaces; none stands before the first word where a sign was put there.</summary>
internal sealed class MetaspaceDecoder(char sign, bool hasPrefix) : IDecoder
{
    public static MetaspaceDecoder Read(JsonPart part) =>
        new(Metaspace.ReadSign(part), Metaspace.ReadPrefix(part) != Metaspace.Prefix.Never);

    public List<string> Decode(List<string> tokens) => [.. tokens.Select((token, i) =>
        i == 0 && hasPrefix ? token.Replace(sign.ToString(), "", StringComparison.Ordinal) : token.Replace(sign, ' '))];
}
