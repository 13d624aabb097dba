using Rag.Files.Documents.Pdf.Objects;

namespace Rag.Files.Documents.Pdf.Fonts;

/// <summary>One character code as a font shows it; its text may be several characters, or none if it is not known.</summary>
internal readonly record struct PdfChar(string Text, double Width, bool IsSpace);

/// <summary>A font: which characters its codes stand for and how wide they are, in thousandths of its size.</summary>
internal abstract class PdfFont
{
    /// <summary>Whether its letters are bold, as far as its name or its descriptor says.</summary>
    public bool IsBold { get; private init; }

    /// <summary>Glyph space to text space; a thousandth except where a Type 3 font says otherwise.</summary>
    public double Scale { get; protected init; } = 0.001;

    /// <summary>Appends the characters of a string that is shown in this font.</summary>
    public abstract void Decode(ReadOnlySpan<byte> codes, List<PdfChar> into);

    public static PdfFont Read(PdfDictionary font, PdfFile file)
    {
        var toUnicode = file.Get<PdfStream>(font, "ToUnicode") is { } stream ? CMap.Parse(file.Decode(stream)) : null;
        if (file.GetName(font, "Subtype") == "Type0"
            && file.Resolve(file.Get<PdfArray>(font, "DescendantFonts")?.Items.FirstOrDefault()) is PdfDictionary descendant)
        {
            return new CompositeFont(font, descendant, toUnicode, file) { IsBold = Bold(font, descendant, file) };
        }
        return new SimpleFont(font, toUnicode, file) { IsBold = Bold(font, font, file) };
    }

    private static bool Bold(PdfDictionary font, PdfDictionary described, PdfFile file)
    {
        const int forceBold = 1 << 18;
        var name = file.GetName(font, "BaseFont") ?? "";
        string[] boldNames = ["Bold", "Black", "Heavy"];
        if (Array.Exists(boldNames, bold => name.Contains(bold, StringComparison.OrdinalIgnoreCase))) return true;
        return file.GetDictionary(described, "FontDescriptor") is { } descriptor
            && (file.GetNumber(descriptor, "FontWeight") >= 600
                || ((int)file.GetNumber(descriptor, "Flags") & forceBold) != 0);
    }
}
