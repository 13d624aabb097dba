using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.Unicode;

namespace Rag.Encoders.Text.Tokenizers.Normalization;

/// <summary>Puts one text in the place of all that match a pattern. It comes from where the last character of a match was.</summary>
internal sealed class Replace(TextPattern pattern, string content) : INormalizer
{
    public static Replace Read(JsonPart part) =>
        new(TextPattern.Read(part.Required("pattern")), part.Required("content").AsString());

    public AlignedText Normalize(AlignedText text)
    {
        var matches = pattern.Matches(text.Chars);
        if (matches.Count == 0) return text;
        var result = text.Successor(text.Length + (matches.Count * (long)content.Length));
        var done = 0;
        foreach (var (start, end) in matches)
        {
            result.Append(text, done, start);
            var place = text.OriginalRange(end - 1, end);
            foreach (var c in content) result.Append(c, place.Start, place.End);
            done = end;
        }
        result.Append(text, done, text.Length);
        return result;
    }
}
