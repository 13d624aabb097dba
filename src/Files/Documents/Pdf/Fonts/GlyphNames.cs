using System.Collections.Frozen;
using System.Globalization;

namespace Rag.Files.Documents.Pdf.Fonts;

/// <summary>The text that a glyph's name stands for, by the rules of the Adobe Glyph List specification.</summary>
internal static class GlyphNames
{
    // The names of the Latin and Greek letters and the signs that text has; letters are named by themselves.
    private const string Names =
        "space   exclam ! quotedbl \" numbersign # dollar $ percent % ampersand & quotesingle ' quoteright ’ quoteleft ‘ "
        + "parenleft ( parenright ) asterisk * plus + comma , hyphen - minus − period . slash / zero 0 one 1 two 2 three 3 "
        + "four 4 five 5 six 6 seven 7 eight 8 nine 9 colon : semicolon ; less < equal = greater > question ? at @ "
        + "bracketleft [ backslash \\ bracketright ] asciicircum ^ underscore _ grave ` braceleft { bar | braceright } asciitilde ~ "
        + "exclamdown ¡ cent ¢ sterling £ fraction ⁄ yen ¥ florin ƒ section § currency ¤ quotedblleft “ guillemotleft « "
        + "guilsinglleft ‹ guilsinglright › fi fi fl fl ff ff ffi ffi ffl ffl endash – dagger † daggerdbl ‡ periodcentered · paragraph ¶ "
        + "bullet • quotesinglbase ‚ quotedblbase „ quotedblright ” guillemotright » ellipsis … perthousand ‰ questiondown ¿ "
        + "acute ´ circumflex ˆ tilde ˜ macron ¯ breve ˘ dotaccent ˙ dieresis ¨ ring ˚ cedilla ¸ hungarumlaut ˝ ogonek ˛ caron ˇ "
        + "emdash — AE Æ ordfeminine ª Lslash Ł Oslash Ø OE Œ ordmasculine º ae æ dotlessi ı lslash ł oslash ø oe œ germandbls ß "
        + "Aacute Á Acircumflex Â Adieresis Ä Agrave À Aring Å Atilde Ã Ccedilla Ç Eacute É Ecircumflex Ê Edieresis Ë Egrave È "
        + "Eth Ð Iacute Í Icircumflex Î Idieresis Ï Igrave Ì Ntilde Ñ Oacute Ó Ocircumflex Ô Odieresis Ö Ograve Ò Otilde Õ "
        + "Scaron Š Thorn Þ Uacute Ú Ucircumflex Û Udieresis Ü Ugrave Ù Yacute Ý Ydieresis Ÿ Zcaron Ž "
        + "aacute á acircumflex â adieresis ä agrave à aring å atilde ã ccedilla ç eacute é ecircumflex ê edieresis ë egrave è "
        + "eth ð iacute í icircumflex î idieresis ï igrave ì ntilde ñ oacute ó ocircumflex ô odieresis ö ograve ò otilde õ "
        + "scaron š thorn þ uacute ú ucircumflex û udieresis ü ugrave ù yacute ý ydieresis ÿ zcaron ž "
        + "Abreve Ă abreve ă Amacron Ā amacron ā Aogonek Ą aogonek ą Cacute Ć cacute ć Ccaron Č ccaron č Dcaron Ď dcaron ď "
        + "Dcroat Đ dcroat đ Ecaron Ě ecaron ě Edotaccent Ė edotaccent ė Emacron Ē emacron ē Eogonek Ę eogonek ę Gbreve Ğ gbreve ğ "
        + "Idotaccent İ Imacron Ī imacron ī Lacute Ĺ lacute ĺ Lcaron Ľ lcaron ľ Nacute Ń nacute ń Ncaron Ň ncaron ň "
        + "Ohungarumlaut Ő ohungarumlaut ő Omacron Ō omacron ō Racute Ŕ racute ŕ Rcaron Ř rcaron ř Sacute Ś sacute ś "
        + "Scedilla Ş scedilla ş Tcaron Ť tcaron ť Uhungarumlaut Ű uhungarumlaut ű Umacron Ū umacron ū Uring Ů uring ů "
        + "Zacute Ź zacute ź Zdotaccent Ż zdotaccent ż brokenbar ¦ copyright © registered ® trademark ™ degree ° plusminus ± "
        + "twosuperior ² threesuperior ³ onesuperior ¹ mu µ onequarter ¼ onehalf ½ threequarters ¾ multiply × divide ÷ logicalnot ¬ "
        + "Euro € notequal ≠ lessequal ≤ greaterequal ≥ infinity ∞ summation ∑ product ∏ radical √ integral ∫ partialdiff ∂ "
        + "approxequal ≈ arrowright → arrowleft ← nbspace   nonbreakingspace   sfthyphen - hyphentwo - "
        + "Alpha Α Beta Β Gamma Γ Delta Δ Epsilon Ε Zeta Ζ Eta Η Theta Θ Iota Ι Kappa Κ Lambda Λ Mu Μ Nu Ν Xi Ξ Omicron Ο Pi Π "
        + "Rho Ρ Sigma Σ Tau Τ Upsilon Υ Phi Φ Chi Χ Psi Ψ Omega Ω alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ "
        + "iota ι kappa κ lambda λ nu ν xi ξ omicron ο pi π rho ρ sigma σ sigma1 ς tau τ upsilon υ phi φ chi χ psi ψ omega ω";

    private static readonly FrozenDictionary<string, string> _names = Parse();

    /// <summary>The text of a glyph; null if its name says nothing.</summary>
    public static string? Text(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0) name = name[..dot]; // what follows names a variant of the glyph
        if (_names.TryGetValue(name, out var text)) return text;
        if (name.Length == 1 && char.IsAsciiLetter(name[0])) return name;
        if (name.Contains('_', StringComparison.Ordinal)) return string.Concat(name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(Text));
        if (name.StartsWith("uni", StringComparison.Ordinal) && name.Length >= 7) return Hex(name[3..7]);
        return name.Length is >= 5 and <= 7 && name[0] == 'u' ? Hex(name[1..]) : null;
    }

    private static string? Hex(string digits) =>
        uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && System.Text.Rune.IsValid(value)
            ? new System.Text.Rune(value).ToString()
            : null;

    private static FrozenDictionary<string, string> Parse()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Names.Length;)
        {
            var end = Names.IndexOf(' ', i);
            var next = Names.IndexOf(' ', end + 2);
            if (next < 0) next = Names.Length;
            names[Names[i..end]] = Names[(end + 1)..next];
            i = next + 1;
        }
        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
