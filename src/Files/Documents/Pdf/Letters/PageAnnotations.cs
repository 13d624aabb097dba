using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Parser.Parts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>What lies on a page and is not of its content: a form field, or what was typed or stamped over it.</summary>
/// <param name="Place">Where it is on the page.</param>
/// <param name="Text">What a field holds or was typed; empty for what is only drawn.</param>
/// <param name="Appearance">How it is drawn, where the file says that.</param>
internal sealed record PageAnnotation(PdfRectangle Place, string Text, StreamToken? Appearance);

/// <summary>Finds what shows on a page beside its content (ISO 32000-2, 12.5 and 12.7).</summary>
internal sealed class PageAnnotations(IPdfTokenScanner scanner)
{
    private const int MaxParents = 16;
    private const int Hidden = 2, NoView = 32;

    public IEnumerable<PageAnnotation> Read(DictionaryToken page)
    {
        if (scanner.Find<ArrayToken>(page, "Annots") is not { } annotations) yield break;
        foreach (var item in annotations.Data)
        {
            if (!DirectObjectFinder.TryGet(item, scanner, out DictionaryToken? annotation) || annotation is null) continue;
            if ((scanner.Find<NumericToken>(annotation, "F")?.Int & (Hidden | NoView)) > 0) continue;
            var kind = scanner.Find<NameToken>(annotation, "Subtype")?.Data;
            if (kind is "Popup" or "Link" || Place(annotation) is not { } place) continue;
            var text = kind switch
            {
                "FreeText" => Text(annotation, "Contents"),
                "Widget" when Inherited<NameToken>(annotation, "FT")?.Data is "Tx" or "Ch" => Text(annotation, "V"),
                _ => "",
            };
            var appearance = Appearance(annotation);
            if (text.Length > 0 || appearance is not null) yield return new PageAnnotation(place, text, appearance);
        }
    }

    private PdfRectangle? Place(DictionaryToken annotation)
    {
        var sides = scanner.Find<ArrayToken>(annotation, "Rect")?.Data.OfType<NumericToken>().Select(side => side.Double).ToArray();
        return sides is [var left, var bottom, var right, var top]
            ? new PdfRectangle(Math.Min(left, right), Math.Min(bottom, top), Math.Max(left, right), Math.Max(bottom, top))
            : null;
    }

    private StreamToken? Appearance(DictionaryToken annotation) =>
        scanner.Find<DictionaryToken>(annotation, "AP") is { } appearances ? scanner.Find<StreamToken>(appearances, "N") : null;

    /// <summary>A value that a field may take from one of its parents.</summary>
    private T? Inherited<T>(DictionaryToken? field, string name)
        where T : class, IToken
    {
        for (var i = 0; i < MaxParents && field is not null; i++, field = scanner.Find<DictionaryToken>(field, "Parent"))
        {
            if (scanner.Find<T>(field, name) is { } value) return value;
        }
        return null;
    }

    private string Text(DictionaryToken annotation, string name) =>
        (Inherited<StringToken>(annotation, name)?.Data ?? Inherited<HexToken>(annotation, name)?.Data ?? "").Trim();
}
