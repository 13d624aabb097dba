using System.Text;
using Rag.Files.Documents.Pdf.Objects;

namespace Rag.Files.Documents.Pdf.Fonts;

/// <summary>A font with codes of several bytes (ISO 32000-2, 9.7), as Chinese fonts and embedded subsets are.</summary>
internal sealed class CompositeFont : PdfFont
{
    private const int MaxWidths = 1 << 16;

    private readonly CMap? _toUnicode;
    private readonly CMap? _encoding;       // embedded: codes to glyphs
    private readonly Encoding? _characters; // of a predefined CMap whose codes are characters in a known encoding
    private readonly bool _isUtf16;
    private readonly double _defaultWidth;
    private readonly Dictionary<int, double> _widths = [];

    public CompositeFont(PdfDictionary font, PdfDictionary descendant, CMap? toUnicode, PdfFile file)
    {
        _toUnicode = toUnicode;
        switch (file.Resolve(font["Encoding"]))
        {
            case PdfStream stream:
                _encoding = CMap.Parse(file.Decode(stream));
                break;
            case PdfName { Name: var name }:
                _isUtf16 = name.Contains("UCS2", StringComparison.Ordinal) || name.Contains("UTF16", StringComparison.Ordinal);
                _characters = _isUtf16 ? Encoding.BigEndianUnicode
                    : CodePage(name) is var page and > 0 ? CodePagesEncodingProvider.Instance.GetEncoding(page) : null;
                break;
        }
        _defaultWidth = file.GetNumber(descendant, "DW", 1000);
        if (file.Get<PdfArray>(descendant, "W") is { } widths) ReadWidths([.. widths.Items.Select(file.Resolve)], file);
    }

    public override void Decode(ReadOnlySpan<byte> codes, List<PdfChar> into)
    {
        while (!codes.IsEmpty)
        {
            var length = Math.Min(CodeLength(codes), codes.Length);
            uint code = 0;
            foreach (var b in codes[..length]) code = code << 8 | b;
            var glyph = _encoding is null ? (int)code : _encoding.Glyph(code, length) ?? 0;
            var text = _toUnicode?.Text(code, length) ?? _characters?.GetString(codes[..length]) ?? "";
            var width = _characters is null ? _widths.GetValueOrDefault(glyph, _defaultWidth) : TypicalWidth(text);
            into.Add(new PdfChar(text, width, IsSpace: length == 1 && code == ' '));
            codes = codes[length..];
        }
    }

    private int CodeLength(ReadOnlySpan<byte> codes)
    {
        if (_encoding is { HasCodeSpaces: true }) return _encoding.CodeLength(codes) ?? 1;
        if (_isUtf16) return codes[0] is >= 0xD8 and <= 0xDB ? 4 : 2;
        return _characters is not null && codes[0] < 0x80 ? 1 : 2;
    }

    /// <summary>A list of "first [w w w]" and "first last w".</summary>
    private void ReadWidths(PdfValue?[] items, PdfFile file)
    {
        for (var i = 0; i + 1 < items.Length && _widths.Count < MaxWidths;)
        {
            if (items[i] is not PdfNumber { Int: var first })
            {
                i++;
            }
            else if (items[i + 1] is PdfArray list)
            {
                foreach (var item in list.Items)
                    _widths[first++] = file.Resolve(item) is PdfNumber width ? width.Value : _defaultWidth;
                i += 2;
            }
            else
            {
                if (i + 2 < items.Length && items[i + 1] is PdfNumber { Int: var last } && items[i + 2] is PdfNumber width)
                {
                    for (var glyph = first; glyph <= last && glyph - first < MaxWidths; glyph++) _widths[glyph] = width.Value;
                }
                i += 3;
            }
        }
    }

    /// <summary>The code page of a predefined CMap for Chinese, Japanese or Korean; 0 if it has none.</summary>
    private static int CodePage(string cmap) => cmap switch
    {
        _ when cmap.StartsWith("GB", StringComparison.Ordinal) => 54936,
        _ when cmap.StartsWith("B5", StringComparison.Ordinal) || cmap.StartsWith("ETen", StringComparison.Ordinal)
            || cmap.StartsWith("HKscs", StringComparison.Ordinal) => 950,
        _ when cmap.Contains("RKSJ", StringComparison.Ordinal) => 932,
        _ when cmap.StartsWith("KSC", StringComparison.Ordinal) => 949,
        _ => 0,
    };

    private static double TypicalWidth(string text) => text.Length > 0 && text[0] < '\u0250' ? 500 : 1000;
}
