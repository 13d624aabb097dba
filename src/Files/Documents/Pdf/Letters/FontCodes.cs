using System.Globalization;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>
/// What a font's dictionary tells of codes that no map and no glyph's name explains: a font of a standard encoding has
/// ASCII's letters at ASCII's codes, and one of a UCS-2 or UTF-16 encoding has characters for codes.
/// </summary>
internal sealed class FontCodes(IPdfTokenScanner scanner)
{
    private const int Symbolic = 4; // a flag of font descriptors

    /// <summary>The character that a code of a font is; null if that is not known.</summary>
    public string? Character(DictionaryToken font, int code)
    {
        if (code is <= ' ' or 0x7F or (>= 0xD800 and < 0xE000) or > 0xFFFF) return null;
        var isComposite = scanner.Find<NameToken>(font, "Subtype")?.Data == "Type0";
        return (isComposite ? IsUnicode(font) : code < 0x7F && IsAscii(font, code)) ? ((char)code).ToString() : null;
    }

    private bool IsUnicode(DictionaryToken font)
    {
        var encoding = scanner.Find<NameToken>(font, "Encoding")
            ?? (scanner.Find<StreamToken>(font, "Encoding") is { } map ? scanner.Find<NameToken>(map.StreamDictionary, "CMapName") : null);
        return encoding is { Data: var name } && name.StartsWith("Uni", StringComparison.Ordinal)
            && (name.Contains("UCS2", StringComparison.Ordinal) || name.Contains("UTF16", StringComparison.Ordinal));
    }

    private bool IsAscii(DictionaryToken font, int code)
    {
        if (scanner.Find<NameToken>(font, "Encoding") is not null) return true;
        if (scanner.Find<DictionaryToken>(font, "Encoding") is { } encoding)
        {
            if (scanner.Find<ArrayToken>(encoding, "Differences") is { } differences && GlyphName(differences, code) is { } glyph)
                return IsNumbered(glyph, code);
            if (scanner.Find<NameToken>(encoding, "BaseEncoding") is not null) return true;
        }
        return scanner.Find<DictionaryToken>(font, "FontDescriptor") is { } descriptor
            && (scanner.Find<NumericToken>(descriptor, "Flags")?.Int & Symbolic) == 0;
    }

    private static string? GlyphName(ArrayToken differences, int wanted)
    {
        var code = 0;
        foreach (var item in differences.Data)
        {
            if (item is NumericToken first) code = first.Int;
            else if (item is NameToken name && code++ == wanted) return name.Data;
        }
        return null;
    }

    /// <summary>Whether a glyph is named by letters and its code, as a65 for A in fonts that are made of TeX's bitmaps.</summary>
    private static bool IsNumbered(string name, int code)
    {
        var digits = name.AsSpan().IndexOfAnyInRange('0', '9');
        return digits > 0 && int.TryParse(name.AsSpan(digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number == code;
    }
}
