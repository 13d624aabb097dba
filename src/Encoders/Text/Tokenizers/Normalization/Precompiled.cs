using System.Globalization;
using Rag.Encoders.Text.Tokenizers.Files;
using Rag.Encoders.Text.Tokenizers.Unicode;

namespace Rag.Encoders.Text.Tokenizers.Normalization;

/// <summary>
/// SentencePiece's table of replacements. It is asked for what a reader takes for one character where that is short, else for
/// each code point; of the keys that begin a character the shortest counts, as in the reference.
/// </summary>
internal sealed class Precompiled(PrecompiledMap map) : INormalizer
{
    private const int MaxBytes = 5;

    public static Precompiled Read(JsonPart part) => new(PrecompiledMap.Read(part.Required("precompiled_charsmap")));

    public AlignedText Normalize(AlignedText text)
    {
        var changes = new List<(int Code, int Inserted)>(text.Length);
        var isChanged = false;
        for (var at = 0; at < text.Length;)
        {
            var rest = text.Chars[at..];
            var character = rest[..StringInfo.GetNextTextElementLength(rest)];
            at += character.Length;
            if (System.Text.Encoding.UTF8.GetByteCount(character) <= MaxBytes && map.Find(character) is { } whole)
            {
                AddReplacement(changes, CodePoint.Count(character), whole);
                isChanged = true;
                continue;
            }
            for (var i = 0; i < character.Length;)
            {
                var code = CodePoint.At(character, i, out var length);
                if (map.Find(character.Slice(i, length)) is { } part)
                {
                    AddReplacement(changes, 1, part);
                    isChanged = true;
                }
                else
                {
                    changes.Add((code, 0));
                }
                i += length;
            }
        }
        return isChanged ? TextRewriter.Apply(text, changes) : text;
    }

    // What is longer than it was has its surplus inserted at its end. What is shorter takes the surplus with its last character,
    // or with the character before where nothing is left of it; at the beginning of a text, as in the reference, with none.
    private static void AddReplacement(List<(int Code, int Inserted)> changes, int oldCount, string replacement)
    {
        var count = 0;
        foreach (var rune in replacement.EnumerateRunes())
            changes.Add((rune.Value, count++ < oldCount ? 0 : 1));
        if (count < oldCount && changes.Count > 0)
            changes[^1] = (changes[^1].Code, changes[^1].Inserted - (oldCount - count));
    }
}
