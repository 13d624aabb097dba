using Rag.Files.Documents.Pdf.Objects;

namespace Rag.Files.Documents.Pdf.Fonts;

/// <summary>A font with codes of one byte: Type 1, TrueType or Type 3 (ISO 32000-2, 9.6).</summary>
internal sealed class SimpleFont : PdfFont
{
    private readonly PdfChar[] _chars = new PdfChar[256];

    public SimpleFont(PdfDictionary font, CMap? toUnicode, PdfFile file)
    {
        var subtype = file.GetName(font, "Subtype");
        if (subtype == "Type3" && file.Get<PdfArray>(font, "FontMatrix")?.Items is [PdfNumber { Value: > 0 } scale, ..])
            Scale = scale.Value;
        var encoding = Encoding(font, subtype, file);
        var widths = file.Get<PdfArray>(font, "Widths")?.Items;
        var first = (int)file.GetNumber(font, "FirstChar");
        var descriptor = file.GetDictionary(font, "FontDescriptor") ?? PdfDictionary.Empty;
        var missing = file.GetNumber(descriptor, "MissingWidth");
        var isMono = (file.GetName(font, "BaseFont") ?? "").Contains("Courier", StringComparison.OrdinalIgnoreCase);
        for (var code = 0; code < 256; code++)
        {
            var text = toUnicode?.Text((uint)code, 1) ?? encoding[code] ?? "";
            var width = widths is null ? isMono ? 600 : TypicalWidth(text)
                : (file.Resolve(widths.ElementAtOrDefault(code - first)) as PdfNumber)?.Value ?? missing;
            _chars[code] = new PdfChar(text, width, code == ' ');
        }
    }

    public override void Decode(ReadOnlySpan<byte> codes, List<PdfChar> into)
    {
        foreach (var code in codes) into.Add(_chars[code]);
    }

    private static string?[] Encoding(PdfDictionary font, string? subtype, PdfFile file)
    {
        var entry = file.Resolve(font["Encoding"]);
        var differences = entry as PdfDictionary;
        var name = differences is null ? (entry as PdfName)?.Name : file.GetName(differences, "BaseEncoding");
        var baseFont = file.GetName(font, "BaseFont") ?? "";
        var encoding = name is null && baseFont.EndsWith("Symbol", StringComparison.Ordinal) ? SimpleEncodings.Symbol()
            : SimpleEncodings.Named(name ?? (subtype == "TrueType" ? "WinAnsiEncoding" : "StandardEncoding"));
        if (differences is null || file.Get<PdfArray>(differences, "Differences") is not { } items) return encoding;
        var code = 0;
        foreach (var item in items.Items.Select(file.Resolve))
        {
            if (item is PdfNumber number) code = number.Int;
            else if (item is PdfName glyph && code++ is >= 0 and < 256 and var at) encoding[at] = GlyphNames.Text(glyph.Name);
        }
        return encoding;
    }

    /// <summary>About the width in Helvetica and Times, for the standard fonts, which need not say theirs.</summary>
    private static double TypicalWidth(string text) => text.Length == 0 ? 0 : text[0] switch
    {
        var c when "ijltfI.,:;'!|()[] ".Contains(c) => 270,
        var c when "mwMW@—".Contains(c) => 850,
        >= 'A' and <= 'Z' => 680,
        _ => 530,
    };
}
