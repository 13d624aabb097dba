using System.Text;

namespace Rag.Files.Documents.Pdf.Fonts;

/// <summary>The encodings that simple fonts name (ISO 32000-2, annex D).</summary>
internal static class SimpleEncodings
{
    // From A1 on; a dot stands for a code without a character.
    private const string StandardUpper =
        "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ.–†‡·.¶•‚„”»…‰.¿.`´ˆ˜¯˘˙¨.˚¸.˝˛ˇ—................Æ.ª....ŁØŒº.....æ...ı..łøœß";

    // The Greek letters of the Symbol font, from 41 and from 61 on.
    private const string SymbolCapitals = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
    private const string SymbolSmall = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";

    private static readonly (int Code, string Sign)[] _symbolSigns =
    [
        (0xA3, "≤"), (0xAE, "→"), (0xB0, "°"), (0xB1, "±"), (0xB3, "≥"), (0xB4, "×"), (0xB7, "•"), (0xB9, "≠"),
    ];

    /// <summary>The text of each of the 256 codes; null where there is none. The array is the caller's.</summary>
    public static string?[] Named(string name) => name switch
    {
        "WinAnsiEncoding" => CodePage(1252),
        "MacRomanEncoding" => CodePage(10000),
        _ => Standard(),
    };

    public static string?[] Symbol()
    {
        var encoding = Standard();
        for (var i = 0; i < SymbolCapitals.Length; i++)
        {
            encoding['A' + i] = SymbolCapitals[i].ToString();
            encoding['a' + i] = SymbolSmall[i].ToString();
        }
        foreach (var (code, sign) in _symbolSigns) encoding[code] = sign;
        return encoding;
    }

    private static string?[] CodePage(int number)
    {
        var page = CodePagesEncodingProvider.Instance.GetEncoding(number)!;
        var encoding = new string?[256];
        for (var code = 32; code < 256; code++)
        {
            var text = page.GetString([(byte)code]);
            encoding[code] = char.IsControl(text[0]) ? "•" : text; // unused codes are bullets: annex D.2, note 3
        }
        return encoding;
    }

    private static string?[] Standard()
    {
        var encoding = new string?[256];
        for (var code = 32; code < 127; code++) encoding[code] = ((char)code).ToString();
        (encoding['\''], encoding['`']) = ("’", "‘");
        for (var i = 0; i < StandardUpper.Length; i++)
        {
            if (StandardUpper[i] != '.') encoding[0xA1 + i] = StandardUpper[i].ToString();
        }
        return encoding;
    }
}
