using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Geometry;
using UglyToad.PdfPig.Graphics.Operations;
using UglyToad.PdfPig.Outline.Destinations;
using UglyToad.PdfPig.Parser;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>Makes PdfPig give the letters of a page and nothing else: no pictures, paths or outlines of glyphs.</summary>
internal sealed class LetterPageFactory : BasePageFactory<PageLetters>
{
    private readonly LetterParsing _parsing;
    private readonly FontStore _fonts;
    private readonly GlyphText _glyphText;
    private readonly Forms _forms;

    public LetterPageFactory(
        IPdfTokenScanner scanner, IResourceStore resources, ILookupFilterProvider filters, IPageContentParser parser,
        ParsingOptions parsing)
        : base(scanner, new FontStore(resources, scanner), filters, parser, parsing)
    {
        _parsing = (LetterParsing)parsing;
        _fonts = (FontStore)ResourceStore;
        _glyphText = new GlyphText(_fonts, new FontCodes(scanner));
        _forms = new Forms(scanner, filters, parser, _parsing);
    }

    protected override PageLetters ProcessPage(
        int pageNumber, DictionaryToken dictionary, NamedDestinations namedDestinations, MediaBox mediaBox, CropBox cropBox,
        UserSpaceUnit userSpaceUnit, PageRotationDegrees rotation, TransformationMatrix initialMatrix,
        IReadOnlyList<IGraphicsStateOperation> operations)
    {
        var missingBefore = _fonts.Missing;
        var (content, fields) = (Collector(), Collector());
        return new PageLetters(
            content.Process(pageNumber, operations),
            fields.Process(new PageAnnotations(PdfScanner).Read(dictionary)),
            content.Unknown + fields.Unknown,
            _fonts.Missing > missingBefore);

        LetterCollector Collector() => new(
            pageNumber, _fonts, PdfScanner, PageContentParser, FilterProvider, cropBox, userSpaceUnit, rotation,
            initialMatrix, _parsing, _glyphText, _forms);
    }
}
