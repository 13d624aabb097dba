using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Presentation;

namespace Rag.Tests.Files.Documents.Pptx;

/// <summary>Makes presentations whose layout has a title at the top and a body with bullets in the middle.</summary>
internal sealed class PptxFixture : IDisposable
{
    private const string Namespaces =
        "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
        + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"";

    private const string Places =
        "<p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"x\"/><p:cNvSpPr/><p:nvPr><p:ph type=\"title\"/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"900\" cy=\"100\"/></a:xfrm></p:spPr></p:sp>"
        + "<p:sp><p:nvSpPr><p:cNvPr id=\"3\" name=\"x\"/><p:cNvSpPr/><p:nvPr><p:ph type=\"body\" idx=\"1\"/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x=\"0\" y=\"200\"/><a:ext cx=\"400\" cy=\"300\"/></a:xfrm></p:spPr></p:sp>";

    private readonly MemoryStream _file = new();
    private readonly PresentationDocument _package;
    private readonly PresentationPart _main;
    private readonly SlideLayoutPart _layout;

    public PptxFixture()
    {
        _package = PresentationDocument.Create(_file, PresentationDocumentType.Presentation);
        _main = _package.AddPresentationPart();
        _main.Presentation = new Presentation(new SlideIdList());
        var master = _main.AddNewPart<SlideMasterPart>();
        master.SlideMaster = new SlideMaster($"<p:sldMaster {Namespaces}><p:cSld><p:spTree>{Places}</p:spTree></p:cSld><p:txStyles><p:bodyStyle><a:lvl1pPr><a:buChar char=\"-\"/></a:lvl1pPr></p:bodyStyle></p:txStyles></p:sldMaster>");
        _layout = master.AddNewPart<SlideLayoutPart>();
        _layout.AddPart(master);
        _layout.SlideLayout = new SlideLayout($"<p:sldLayout {Namespaces}><p:cSld><p:spTree>{Places}</p:spTree></p:cSld></p:sldLayout>");
    }

    /// <summary>Adds a slide of such shapes.</summary>
    public SlidePart Slide(string shapes, string attributes = "", string notes = "")
    {
        var slide = _main.AddNewPart<SlidePart>();
        slide.AddPart(_layout);
        slide.Slide = new Slide($"<p:sld {Namespaces} {attributes}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>");
        if (notes.Length > 0)
        {
            slide.AddNewPart<NotesSlidePart>().NotesSlide = new NotesSlide(
                $"<p:notes {Namespaces}><p:cSld><p:spTree>{Shape("17", "<p:ph type=\"sldNum\"/>")}{Shape(notes, "<p:ph type=\"body\" idx=\"1\"/>")}</p:spTree></p:cSld></p:notes>");
        }
        _main.Presentation!.SlideIdList!.AppendChild(new SlideId { Id = 256u + (uint)_main.Presentation.SlideIdList.ChildElements.Count, RelationshipId = _main.GetIdOfPart(slide) });
        return slide;
    }

    /// <summary>A text that fills a place of the layout, or stands at a place of its own.</summary>
    public static string Shape(string text, string place = "", int? x = null, int y = 0) =>
        $"<p:sp><p:nvSpPr><p:cNvPr id=\"9\" name=\"secret\"/><p:cNvSpPr/><p:nvPr>{place}</p:nvPr></p:nvSpPr>"
        + $"<p:spPr>{(x is null ? "" : $"<a:xfrm><a:off x=\"{x}\" y=\"{y}\"/><a:ext cx=\"300\" cy=\"100\"/></a:xfrm>")}</p:spPr>"
        + $"<p:txBody><a:bodyPr/>{(text.StartsWith('<') ? text : $"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>")}</p:txBody></p:sp>";

    public byte[] ToArray()
    {
        _package.Dispose();
        return _file.ToArray();
    }

    public void Dispose() => _package.Dispose();
}
