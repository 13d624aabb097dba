using System.Buffers;
using System.Globalization;
using System.Text;

namespace Rag.Memory.Words;

internal enum CharacterKind
{
    /// <summary>Space, punctuation, symbols, and halves of surrogate pairs.</summary>
    Other,

    /// <summary>Letters and digits of scripts that write words.</summary>
    Letter,

    /// <summary>Han, Kana, Hangul and the scripts of South-East Asia: no spaces, or endings attached.</summary>
    Syllable,

    Apostrophe,
}

/// <summary>What a reader takes for one character: a code point with the marks that follow it.</summary>
/// <param name="Kind">What it is part of.</param>
/// <param name="Start">First UTF-16 unit.</param>
/// <param name="End">UTF-16 unit after the last mark.</param>
/// <param name="Ascii">The folded character where it is plain ASCII, else 0.</param>
internal readonly record struct Character(CharacterKind Kind, int Start, int End, char Ascii)
{
    public static Character At(ReadOnlySpan<char> text, int start)
    {
        if (start >= text.Length) return new Character(CharacterKind.Other, start, start, '\0');
        var first = text[start];
        if (first < 0x80 && (start + 1 == text.Length || text[start + 1] < 0x80))
        {
            if (char.IsAsciiLetterOrDigit(first))
                return new Character(CharacterKind.Letter, start, start + 1, char.ToLowerInvariant(first));
            return new Character(first == '\'' ? CharacterKind.Apostrophe : CharacterKind.Other, start, start + 1, '\0');
        }

        if (Rune.DecodeFromUtf16(text[start..], out var rune, out var length) != OperationStatus.Done)
            return new Character(CharacterKind.Other, start, start + length, '\0');
        var kind = KindOf(rune);
        var end = start + length;
        if (kind is CharacterKind.Letter or CharacterKind.Syllable) end = PastMarks(text, end);
        var ascii = end == start + 1 && char.IsAsciiLetterOrDigit(first) ? char.ToLowerInvariant(first) : '\0';
        return new Character(kind, start, end, ascii);
    }

    /// <summary>Marks and invisible format characters (a soft hyphen, say) belong to the character before them.</summary>
    public static bool IsMark(Rune rune) => rune.Value switch
    {
        0x200B => false, // zero width space, which separates words
        0xFF9E or 0xFF9F => true, // half-width voicing marks
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.Format,
    };

    private static int PastMarks(ReadOnlySpan<char> text, int end)
    {
        while (end < text.Length && text[end] >= 0x80
            && Rune.DecodeFromUtf16(text[end..], out var rune, out var length) == OperationStatus.Done
            && IsMark(rune))
        {
            end += length;
        }
        return end;
    }

    private static CharacterKind KindOf(Rune rune)
    {
        if (rune.Value is '\'' or 0x2019 or 0x02BC or 0xFF07) return CharacterKind.Apostrophe;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber => CharacterKind.Letter,
            UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.LetterNumber =>
                IsSyllable(rune.Value) ? CharacterKind.Syllable : CharacterKind.Letter,
            _ => CharacterKind.Other,
        };
    }

    private static bool IsSyllable(int code) => code is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x3FFFF) // Han
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x2E80 and <= 0x2FDF) or 0x3005 or 0x3007 // Han, compatibility and signs
        or (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0xFF66 and <= 0xFF9D) // Kana
        or (>= 0xAC00 and <= 0xD7FF) or (>= 0x1100 and <= 0x11FF) or (>= 0x3130 and <= 0x318F) // Hangul
        or (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF); // Thai, Lao, Burmese, Khmer
}
