using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Rag.Files.Documents.Docx;

/// <summary>The footnotes and endnotes of a document, numbered in the order in which they are referred to.</summary>
internal sealed class DocxNotes
{
    private readonly Dictionary<long, Footnote> _footnotes = [];
    private readonly Dictionary<long, Endnote> _endnotes = [];
    private int _count;

    public DocxNotes(MainDocumentPart main)
    {
        foreach (var note in main.FootnotesPart?.Footnotes?.Elements<Footnote>() ?? []) Add(_footnotes, note.Id?.Value, note);
        foreach (var note in main.EndnotesPart?.Endnotes?.Elements<Endnote>() ?? []) Add(_endnotes, note.Id?.Value, note);
    }

    /// <summary>The mark and the content of the note that a reference names; null if there is no such note any more.</summary>
    public (string Mark, OpenXmlElement Content)? Take(OpenXmlElement reference)
    {
        OpenXmlElement? content = reference switch
        {
            FootnoteReference { Id.Value: var id } when _footnotes.Remove(id, out var footnote) => footnote,
            EndnoteReference { Id.Value: var id } when _endnotes.Remove(id, out var endnote) => endnote,
            _ => null,
        };
        return content is null ? null : (string.Create(CultureInfo.InvariantCulture, $"[{++_count}]"), content);
    }

    private static void Add<T>(Dictionary<long, T> notes, long? id, T note)
    {
        if (id is not null) notes.TryAdd(id.Value, note);
    }
}
