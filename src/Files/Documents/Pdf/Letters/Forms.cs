using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Graphics.Operations;
using UglyToad.PdfPig.Parser;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>A piece of content that pages show by its name (ISO 32000-2, 8.10).</summary>
/// <param name="Matrix">From its coordinates to those of what shows it.</param>
/// <param name="Resources">Its own fonts and forms; null if it uses those of what shows it.</param>
/// <param name="Operations">What it draws.</param>
internal sealed record Form(TransformationMatrix Matrix, DictionaryToken? Resources, IReadOnlyList<IGraphicsStateOperation> Operations);

/// <summary>The forms of a file, each parsed once however many pages show it, as long as they are not too much to keep.</summary>
internal sealed class Forms(IPdfTokenScanner scanner, ILookupFilterProvider filters, IPageContentParser parser, LetterParsing parsing)
{
    private const int MaxOperationsKept = 1_000_000;

    private readonly Dictionary<IndirectReference, Form?> _forms = [];
    private int _operations;

    /// <summary>The form that a reference names; null if it is a picture or nothing.</summary>
    public Form? Get(IndirectReference reference)
    {
        if (_forms.TryGetValue(reference, out var form)) return form;
        var stream = scanner.Get(reference)?.Data as StreamToken;
        form = stream is null || scanner.Find<NameToken>(stream.StreamDictionary, "Subtype")?.Data != "Form" ? null : Read(stream);
        if ((_operations += form?.Operations.Count ?? 0) <= MaxOperationsKept) _forms[reference] = form;
        return form;
    }

    public Form Read(StreamToken stream)
    {
        var content = stream.Decode(filters, scanner);
        var matrix = scanner.Find<ArrayToken>(stream.StreamDictionary, "Matrix")?.Data
            .OfType<NumericToken>().Select(value => value.Double).ToArray();
        return new Form(
            matrix is { Length: 6 } ? TransformationMatrix.FromArray(matrix) : TransformationMatrix.Identity,
            scanner.Find<DictionaryToken>(stream.StreamDictionary, "Resources"),
            parser.Parse(pageNumber: 0, new MemoryInputBytes(content), parsing.Logger));
    }
}
