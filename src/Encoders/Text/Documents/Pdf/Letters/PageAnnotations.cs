using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Parser.Parts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace Rag.Encoders.Text.Documents.Pdf.Letters;

/// <summary>Text that lies on a page and is not of its content: in a form field, or typed over it.</summary>
/// <param name="Place">Where it is on the page.</param>
/// <param name="Text">What it says.</param>
/// <param name="Appearance">How it is drawn, where the file says that.</param>
internal sealed record PageAnnotation(PdfRectangle Place, string Text, StreamToken? Appearance);

/// <summary>Finds what form fields hold and what was typed over a page (ISO 32000-2, 12.5.6.6 and 12.7.5).</summary>
internal sealed class PageAnnotations(IPdfTokenScanner scanner)
{
    private const int MaxParents = 16;
    private const int Hidden = 2, NoView = 32;

    public IEnumerable<PageAnnotation> Read(DictionaryToken page)
    {
        if (Get<ArrayToken>(page, "Annots") is not { } annotations) yield break;
        foreach (var item in annotations.Data)
        {
            if (!DirectObjectFinder.TryGet(item, scanner, out DictionaryToken? annotation) || annotation is null) continue;
            if ((Get<NumericToken>(annotation, "F")?.Int & (Hidden | NoView)) > 0) continue;
            var text = Get<NameToken>(annotation, "Subtype")?.Data switch
            {
                "FreeText" => Text(annotation, "Contents"),
                "Widget" when Inherited<NameToken>(annotation, "FT")?.Data is "Tx" or "Ch" => Text(annotation, "V"),
                _ => "",
            };
            if (text.Length > 0 && Place(annotation) is { } place)
                yield return new PageAnnotation(place, text, Appearance(annotation));
        }
    }

    private PdfRectangle? Place(DictionaryToken annotation)
    {
        var sides = Get<ArrayToken>(annotation, "Rect")?.Data.OfType<NumericToken>().Select(side => side.Double).ToArray();
        return sides is [var left, var bottom, var right, var top]
            ? new PdfRectangle(Math.Min(left, right), Math.Min(bottom, top), Math.Max(left, right), Math.Max(bottom, top))
            : null;
    }

    private StreamToken? Appearance(DictionaryToken annotation) =>
        Get<DictionaryToken>(annotation, "AP") is { } appearances ? Get<StreamToken>(appearances, "N") : null;

    /// <summary>A value that a field may take from one of its parents.</summary>
    private T? Inherited<T>(DictionaryToken? field, string name)
        where T : class, IToken
    {
        for (var i = 0; i < MaxParents && field is not null; i++, field = Get<DictionaryToken>(field, "Parent"))
        {
            if (Get<T>(field, name) is { } value) return value;
        }
        return null;
    }

    private string Text(DictionaryToken annotation, string name) =>
        (Inherited<StringToken>(annotation, name)?.Data ?? Inherited<HexToken>(annotation, name)?.Data ?? "").Trim();

    private T? Get<T>(DictionaryToken dictionary, string name)
        where T : class, IToken =>
        dictionary.TryGet(NameToken.Create(name), out var token) && DirectObjectFinder.TryGet(token, scanner, out T? value) ? value : null;
}
