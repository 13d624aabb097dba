using System.Text;

namespace Rag.Engine.Align.Readings;

/// <summary>Brings the letters of Latin scripts to those of English, and the many apostrophes, dashes and invisible signs to few.</summary>
internal static class LetterFolding
{
    // What a letter of these blocks of Unicode is without its marks; a point where it is none, or one of the list below.
    private const string From00C0 =
        "aaaaaa.ceeeeiiii.nooooo..uuuuy..aaaaaa.ceeeeiiii.nooooo..uuuuy.yaaaaaaccccccccdd..eeeeeeeeeegggggggghh..iiiiiiiii...jjkk.llllll....nnnnnn...oooooo"
        + "..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzz................................."
        + "oo.............uu............................aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa....aaaaeeeeiiiioooorrrruuuusstt"
        + "..hh......aaeeooooooooyy";

    private const string From1E00 =
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzz"
        + "htwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

    private static readonly Dictionary<char, string> _others = new()
    {
        ['ß'] = "ss",
        ['ẞ'] = "ss",
        ['æ'] = "ae",
        ['Æ'] = "AE",
        ['œ'] = "oe",
        ['Œ'] = "OE",
        ['ø'] = "o",
        ['Ø'] = "O",
        ['ł'] = "l",
        ['Ł'] = "L",
        ['đ'] = "d",
        ['Đ'] = "D",
        ['ð'] = "th",
        ['Ð'] = "TH",
        ['þ'] = "th",
        ['Þ'] = "TH",
        ['ħ'] = "h",
        ['Ħ'] = "H",
        ['ı'] = "i",
        ['ŋ'] = "ng",
        ['Ŋ'] = "NG",
        ['ŧ'] = "t",
        ['Ŧ'] = "T",
        ['ſ'] = "s",
        ['ﬁ'] = "fi",
        ['ﬂ'] = "fl",
        ['ﬀ'] = "ff",
        ['ﬃ'] = "ffi",
        ['ﬄ'] = "ffl",
        ['µ'] = "u",
        ['μ'] = "u",
        ['‘'] = "'",
        ['’'] = "'",
        ['‛'] = "'",
        ['ʼ'] = "'",
        ['ʹ'] = "'",
        ['′'] = "'",
        ['´'] = "'",
        ['`'] = "'",
        ['″'] = "\"",
        ['‐'] = "-",
        ['‑'] = "-",
        ['‒'] = "-",
        ['–'] = "-",
        ['—'] = "-",
        ['―'] = "-",
        ['−'] = "-",
        ['⁄'] = "/",
        ['…'] = ".",
        ['\u00A0'] = " ",
    };

    /// <summary>The text in the letters a-z and A-Z, as far as it has such; what is of another script stays.</summary>
    public static string Fold(string text)
    {
        if (System.Text.Ascii.IsValid(text) && !text.Contains('`')) return text;
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (_others.TryGetValue(c, out var other)) folded.Append(other);
            else if (c is >= '\uFF01' and <= '\uFF5E') folded.Append((char)(c - 0xFEE0)); // as wide as a Chinese character
            else if (!IsInvisible(c)) folded.Append(char.IsUpper(c) ? char.ToUpperInvariant(Base(c)) : Base(c));
        }
        return folded.ToString();
    }

    /// <summary>Marks over the letter before, and signs that only tell where lines break or which way they run.</summary>
    private static bool IsInvisible(char c) =>
        c is '\u00AD' or '\u2060' or '\uFEFF' or (>= '\u0300' and <= '\u036F') or (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E')
            or (>= '\u2066' and <= '\u2069');

    private static char Base(char c)
    {
        var found = c switch
        {
            >= '\u00C0' when c - 0xC0 < From00C0.Length => From00C0[c - 0xC0],
            >= '\u1E00' when c - 0x1E00 < From1E00.Length => From1E00[c - 0x1E00],
            _ => '.',
        };
        return found == '.' ? c : found;
    }
}
