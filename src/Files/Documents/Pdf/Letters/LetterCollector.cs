using System.Collections.Frozen;
using System.Globalization;
using Rag.Files.Documents.Pdf.Layout;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Geometry;
using UglyToad.PdfPig.Graphics;
using UglyToad.PdfPig.Graphics.Operations;
using UglyToad.PdfPig.Parser;
using UglyToad.PdfPig.PdfFonts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace Rag.Files.Documents.Pdf.Letters;

/// <summary>Runs the content of a page by PdfPig and keeps the letters that it shows.</summary>
internal sealed class LetterCollector(
    int page, IResourceStore resources, IPdfTokenScanner scanner, IPageContentParser parser, ILookupFilterProvider filters,
    CropBox cropBox, UserSpaceUnit unit, PageRotationDegrees rotation, TransformationMatrix initialMatrix, LetterParsing parsing,
    GlyphText glyphText, Forms forms)
    : TextOnlyProcessor(page, resources, scanner, parser, filters, cropBox, unit, rotation, initialMatrix, parsing)
{
    private const int MaxFormDepth = 16;
    private const int MaxLettersOfAPage = 500_000;
    private const int MaxOperationsOfAPage = 20_000_000;

    // What only matters for how a page looks: colours, lines, fills, shadings and pictures.
    private static readonly FrozenSet<string> _looks = FrozenSet.Create(
        StringComparer.Ordinal,
        "CS", "cs", "SC", "sc", "SCN", "scn", "G", "g", "RG", "rg", "K", "k", "sh", "w", "J", "j", "M", "d", "ri", "i",
        "m", "l", "c", "v", "y", "h", "re", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n", "W", "W*",
        "BI", "ID", "EI");

    private readonly Stack<bool> _marked = new(); // for each marked stretch around: whether it is a running header or footer
    private readonly List<Glyph> _glyphs = [];
    private int _formDepth, _operations;

    /// <summary>Letters shown of which no font says what they are.</summary>
    public int Unknown { get; private set; }

    public override List<Glyph> Process(int pageNumberCurrent, IReadOnlyList<IGraphicsStateOperation> operations)
    {
        ProcessOperations(operations);
        return _glyphs;
    }

    /// <summary>The letters of form fields and of what was typed over the page.</summary>
    public List<Glyph> Process(IEnumerable<PageAnnotation> annotations)
    {
        foreach (var annotation in annotations)
        {
            var before = _glyphs.Count;
            if (annotation.Appearance is { } appearance) Show(appearance, annotation.Place);
            if (_glyphs.Count > before || annotation.Text.Length == 0) continue;
            var (place, height) = (annotation.Place, Math.Min(annotation.Place.Height, 12));
            _glyphs.Add(new Glyph(annotation.Text, place.Left, place.Bottom, place.Width, height, 0, false, ""));
        }
        return _glyphs;
    }

    /// <summary>Draws an appearance, whose box begins at its origin as nearly all do, at its place.</summary>
    private void Show(StreamToken appearance, PdfRectangle place)
    {
        PushState();
        ModifyCurrentTransformationMatrix(TransformationMatrix.GetTranslationMatrix(place.Left, place.Bottom));
        Show(forms.Read(appearance));
        PopState();
    }

    protected override void ProcessOperations(IReadOnlyList<IGraphicsStateOperation> operations)
    {
        if ((_operations += operations.Count + 1) > MaxOperationsOfAPage)
            throw Parsing.Source.Refuse($"shows forms in forms without end on page {PageNumber:N0}; print it to a new PDF");
        foreach (var operation in operations)
        {
            Parsing.Source.Cancellation.ThrowIfCancellationRequested();
            if (!_looks.Contains(operation.Operator)) operation.Run(this);
        }
    }

    public override void ApplyXObject(NameToken xObjectName)
    {
        if (ResourceStore.TryGetXObjectReference(xObjectName, out var reference) && forms.Get(reference) is { } form) Show(form);
    }

    /// <summary>Runs a form in a state of its own, without what only matters for how it looks.</summary>
    private void Show(Form form)
    {
        if (_formDepth == MaxFormDepth) return;
        if (form.Resources is not null) ResourceStore.LoadResourceDictionary(form.Resources);
        var (text, line) = (TextMatrices.TextMatrix, TextMatrices.TextLineMatrix);
        PushState();
        _formDepth++;
        ModifyCurrentTransformationMatrix(form.Matrix);
        ProcessOperations(form.Operations);
        _formDepth--;
        PopState();
        (TextMatrices.TextMatrix, TextMatrices.TextLineMatrix) = (text, line);
        if (form.Resources is not null) ResourceStore.UnloadResourceDictionary();
    }

    public override void RenderGlyph(
        IFont font, CurrentGraphicsState currentState, double fontSize, double pointSize, int code, string unicode, long currentOffset,
        in TransformationMatrix renderingMatrix, in TransformationMatrix textMatrix, in TransformationMatrix transformationMatrix,
        CharacterBoundingBox characterBoundingBox)
    {
        if (_marked.Contains(true)) return;
        if (glyphText.Read(font, code) is not { } text)
        {
            Unknown++;
            return;
        }
        if (Join(text)) return;
        var toPage = renderingMatrix.Multiply(textMatrix).Multiply(transformationMatrix);
        Add(text, font, toPage, characterBoundingBox.Width);
    }

    /// <summary>Whether a letter is an accent that goes to the one before.</summary>
    private bool Join(string text)
    {
        if (_glyphs.Count == 0 || text.Length == 0) return false;
        if (CharUnicodeInfo.GetUnicodeCategory(text[0]) != UnicodeCategory.NonSpacingMark) return false;
        _glyphs[^1] = _glyphs[^1] with { Text = _glyphs[^1].Text + text };
        return true;
    }

    private void Add(string text, IFont font, in TransformationMatrix toPage, double width)
    {
        if (_glyphs.Count == MaxLettersOfAPage)
        {
            throw Parsing.Source.Refuse(
                $"has more than {MaxLettersOfAPage:N0} characters on page {PageNumber:N0}; split it into more pages");
        }
        var (origin, right) = (toPage.Transform(new PdfPoint(0, 0)), toPage.Transform(new PdfPoint(1, 0)));
        var top = toPage.Transform(new PdfPoint(0, 1));
        var (alongX, alongY) = font.IsVertical ? (origin.X - top.X, origin.Y - top.Y) : (right.X - origin.X, right.Y - origin.Y);
        var size = Length(top.X - origin.X, top.Y - origin.Y);
        var advance = font.IsVertical ? size : Math.Abs(width) * Length(alongX, alongY);
        if (!double.IsFinite(origin.X) || !double.IsFinite(origin.Y) || !double.IsFinite(advance) || !(size > 0)) return;
        var turn = Math.Abs(alongX) >= Math.Abs(alongY) ? alongX >= 0 ? 0 : 2 : alongY > 0 ? 1 : 3;
        var (x, y) = turn switch
        {
            0 => (origin.X, origin.Y),
            1 => (origin.Y, -origin.X),
            2 => (-origin.X, -origin.Y),
            _ => (-origin.Y, origin.X),
        };
        _glyphs.Add(new Glyph(text, x, y, advance, Math.Round(size, 2), turn, font.Details.IsBold, font.Details.Name));
    }

    private static double Length(double x, double y) => Math.Sqrt(x * x + y * y);

    public override void BeginMarkedContent(NameToken name, NameToken? propertyDictionaryName, DictionaryToken? properties)
    {
        if (propertyDictionaryName is not null)
            properties = ResourceStore.GetMarkedContentPropertiesDictionary(propertyDictionaryName) ?? properties;
        var type = properties is null ? null : PdfScanner.Find<NameToken>(properties, "Type");
        _marked.Push(name.Data == "Artifact" && type?.Data == "Pagination");
    }

    public override void EndMarkedContent() => _marked.TryPop(out _);
}
