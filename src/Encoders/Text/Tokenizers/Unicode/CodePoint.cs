using System.Globalization;

namespace Rag.Encoders.Text.Tokenizers.Unicode;

/// <summary>
/// Code points as numbers, half surrogate pairs included: any C# string can be walked. Classes are those of the Unicode
/// Character Database as .NET carries it.
/// </summary>
internal static class CodePoint
{
    /// <summary>The code point that begins at <paramref name="index"/>, and how many UTF-16 units it takes.</summary>
    public static int At(ReadOnlySpan<char> text, int index, out int length)
    {
        var first = text[index];
        if (char.IsHighSurrogate(first) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            length = 2;
            return char.ConvertToUtf32(first, text[index + 1]);
        }
        length = 1;
        return first;
    }

    /// <summary>The code point that ends before <paramref name="index"/>.</summary>
    public static int Before(ReadOnlySpan<char> text, int index) =>
        index >= 2 && char.IsSurrogatePair(text[index - 2], text[index - 1])
            ? char.ConvertToUtf32(text[index - 2], text[index - 1])
            : text[index - 1];

    /// <summary>How many code points the text has.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; count++)
        {
            At(text, i, out var length);
            i += length;
        }
        return count;
    }

    public static bool IsWhiteSpace(int code) => code <= char.MaxValue && char.IsWhiteSpace((char)code);

    public static UnicodeCategory Category(int code) => CharUnicodeInfo.GetUnicodeCategory(code);

    /// <summary>Control, format, surrogate and private-use characters of Unicode 8.</summary>
    public static bool IsOther(int code) => Unicode8.Category(code) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse;

    /// <summary>Punctuation of Unicode 8, and all visible ASCII characters that are neither letter nor digit.</summary>
    public static bool IsPunctuation(int code) => code < 0x80
        ? char.IsAscii((char)code) && !char.IsAsciiLetterOrDigit((char)code) && code is > 0x20 and < 0x7F
        : Unicode8.Category(code) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
            or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
            or UnicodeCategory.OtherPunctuation;

    /// <summary>Nonspacing marks of Unicode 8.</summary>
    public static bool IsNonSpacingMark(int code) => code >= 0x300 && Unicode8.Category(code) == UnicodeCategory.NonSpacingMark;

    /// <summary>The lower case of one code point by itself, without regard to its neighbours.</summary>
    public static int ToLower(int code) => code switch
    {
        // Unicode 17, which the reference has and .NET 10 has not.
        0xA7CE or 0xA7D2 or 0xA7D4 => code + 1,
        >= 0x16EA0 and <= 0x16EB8 => code + 0x1B,
        <= char.MaxValue => char.ToLowerInvariant((char)code),
        _ => System.Text.Rune.ToLowerInvariant(new System.Text.Rune(code)).Value,
    };
}
