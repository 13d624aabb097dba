using System.Globalization;
using UglyToad.PdfPig.Parser.Parts;
using UglyToad.PdfPig.PdfFonts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace Rag.Encoders.Text.Documents.Pdf.Letters;

/// <summary>
/// Fonts drawn from TeX's bitmaps name their glyphs by letters and the character's number, such as a65 for A.
/// </summary>
internal static class NumberedGlyphs
{
    /// <summary>Whether the names of a font's glyphs are made of their codes.</summary>
    public static bool Are(IFont font, IPdfTokenScanner scanner)
    {
        if (font is not IType3Font || font.Details.FontDictionaryReference is not { } reference) return false;
        if (scanner.Get(reference)?.Data is not DictionaryToken dictionary
            || !dictionary.TryGet(NameToken.Encoding, out var token)
            || !DirectObjectFinder.TryGet(token, scanner, out DictionaryToken? encoding) || encoding is null
            || !encoding.TryGet(NameToken.Differences, out var list)
            || !DirectObjectFinder.TryGet(list, scanner, out ArrayToken? differences) || differences is null)
        {
            return false;
        }
        var code = 0;
        foreach (var item in differences.Data)
        {
            if (item is NumericToken first) code = first.Int;
            else if (item is NameToken name && !Is(name.Data, code++)) return false;
        }
        return true;
    }

    private static bool Is(string name, int code) =>
        name.StartsWith('.') || (int.TryParse(name.TrimStart(_letters), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number == code);

    private static readonly char[] _letters = [.. "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"];
}
