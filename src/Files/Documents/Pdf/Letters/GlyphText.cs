using System.Text;
using UglyToad.PdfPig.PdfFonts;

namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>What the codes of fonts say, in the letters that a reader would type.</summary>
internal sealed class GlyphText(FontStore fonts, FontCodes codes)
{
    private readonly Dictionary<(IFont Font, int Code), string?> _texts = [];

    /// <summary>The text of a code; null if the font does not tell, and empty if it is nothing that shows.</summary>
    public string? Read(IFont font, int code)
    {
        if (_texts.TryGetValue((font, code), out var text)) return text;
        if (font.TryGetUnicode(code, out var unicode) && unicode is not null) text = unicode;
        else if (fonts.Dictionary(font) is { } dictionary) text = codes.Character(dictionary, code);
        return _texts[(font, code)] = text is null ? null : Readable(text);
    }

    /// <summary>Ligatures as the letters they join, small capitals as small letters, and without what no reader would see.</summary>
    private static string Readable(string text)
    {
        var readable = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            readable.Append(c switch
            {
                '\uFB00' => "ff",
                '\uFB01' => "fi",
                '\uFB02' => "fl",
                '\uFB03' => "ffi",
                '\uFB04' => "ffl",
                '\uFB05' or '\uFB06' => "st",
                '\u00A0' => " ",
                '\0' => "",
                >= '\uF720' and <= '\uF7FE' => ((char)(c - 0xF700)).ToString(), // Adobe's small capitals and old-style figures
                _ => c.ToString(),
            });
        }
        return readable.ToString();
    }
}
