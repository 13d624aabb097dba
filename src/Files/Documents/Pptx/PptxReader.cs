using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Presentation;
using Rag.Files.Documents.Office;

namespace Rag.Files.Documents.Pptx;

/// <summary>
/// PPTX (ISO/IEC 29500): each slide is a page with its title as a heading, its texts, tables, charts and diagrams in the order in
/// which they are read, and the speaker's notes. What a slide takes from its master, and dates, footers and numbers, are not text.
/// </summary>
internal static class PptxReader
{
    public static Document Read(DocumentSource source) => OfficeFile.Read(source, "PPTX", ReadPackage);

    private static Document ReadPackage(DocumentSource source)
    {
        using var package = PresentationDocument.Open(new MemoryStream(source.Content), isEditable: false);
        if (package.PresentationPart is not { Presentation: { } presentation } main)
            throw source.Refuse("is an Office file without a presentation; give it the ending of its format");
        var document = new DocumentBuilder(source);
        var hidden = new List<int>();
        var ids = presentation.SlideIdList?.Elements<SlideId>().Select(slide => slide.RelationshipId?.Value).Distinct() ?? [];
        foreach (var (index, id) in ids.Index())
        {
            source.Cancellation.ThrowIfCancellationRequested();
            if (id is null || !main.TryGetPartById(id, out var part) || part is not SlidePart { Slide: { } content } slide) continue;
            var number = index + 1;
            if (content.Show?.Value == false) hidden.Add(number);
            new SlideWalk(document, slide, number).Add();
        }
        if (hidden.Count > 0) source.Notes.Add($"has hidden slides, which are read like the others: {string.Join(", ", hidden)}");
        return document.Build();
    }
}
