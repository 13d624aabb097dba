using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Geometry;
using UglyToad.PdfPig.Graphics.Operations;
using UglyToad.PdfPig.Outline.Destinations;
using UglyToad.PdfPig.Parser;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace Rag.Encoders.Text.Documents.Pdf.Letters;

/// <summary>Makes PdfPig give the letters of a page and nothing else: no pictures, paths or outlines of glyphs.</summary>
internal sealed class LetterPageFactory(
    IPdfTokenScanner pdfScanner, IResourceStore resourceStore, ILookupFilterProvider filterProvider,
    IPageContentParser pageContentParser, ParsingOptions parsingOptions)
    : BasePageFactory<PageLetters>(pdfScanner, resourceStore, filterProvider, pageContentParser, parsingOptions)
{
    private readonly GlyphText _glyphText = new(pdfScanner);
    private readonly Forms _forms = new(pdfScanner, filterProvider, pageContentParser, (LetterParsing)parsingOptions);

    protected override PageLetters ProcessPage(
        int pageNumber, DictionaryToken dictionary, NamedDestinations namedDestinations, MediaBox mediaBox, CropBox cropBox,
        UserSpaceUnit userSpaceUnit, PageRotationDegrees rotation, TransformationMatrix initialMatrix,
        IReadOnlyList<IGraphicsStateOperation> operations)
    {
        var (content, fields) = (Collector(), Collector());
        return new PageLetters(
            content.Process(pageNumber, operations),
            fields.Process(new PageAnnotations(PdfScanner).Read(dictionary)),
            content.Unknown + fields.Unknown);

        LetterCollector Collector() => new(
            pageNumber, ResourceStore, PdfScanner, PageContentParser, FilterProvider, cropBox, userSpaceUnit, rotation,
            initialMatrix, (LetterParsing)ParsingOptions, _glyphText, _forms);
    }
}
