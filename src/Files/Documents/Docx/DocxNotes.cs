using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Rag.Files.Documents.Docx;

/// <summary>A note or comment of a text.</summary>
/// <param name="Mark">What stands for it in the text.</param>
/// <param name="Label">What stands before it.</param>
/// <param name="Content">Its paragraphs.</param>
internal sealed record DocxNote(string Mark, string Label, OpenXmlElement Content);

/// <summary>The footnotes and endnotes of a document, numbered in the order in which they are referred to, and the comments.</summary>
internal sealed class DocxNotes
{
    private readonly Dictionary<long, Footnote> _footnotes = [];
    private readonly Dictionary<long, Endnote> _endnotes = [];
    private readonly Dictionary<string, Comment> _comments = new(StringComparer.Ordinal);
    private int _count;

    public DocxNotes(MainDocumentPart main)
    {
        foreach (var note in main.FootnotesPart?.Footnotes?.Elements<Footnote>() ?? []) Add(_footnotes, note.Id?.Value, note);
        foreach (var note in main.EndnotesPart?.Endnotes?.Elements<Endnote>() ?? []) Add(_endnotes, note.Id?.Value, note);
        foreach (var comment in main.WordprocessingCommentsPart?.Comments?.Elements<Comment>() ?? [])
        {
            if (comment.Id?.Value is { } id) _comments.TryAdd(id, comment);
        }
    }

    /// <summary>The note that a reference names; null if there is no such note any more.</summary>
    public DocxNote? Take(OpenXmlElement reference) => reference switch
    {
        FootnoteReference { Id.Value: var id } when _footnotes.Remove(id, out var footnote) => Numbered(footnote),
        EndnoteReference { Id.Value: var id } when _endnotes.Remove(id, out var endnote) => Numbered(endnote),
        CommentReference { Id.Value: { } id } when _comments.Remove(id, out var comment) => OfReader(comment),
        _ => null,
    };

    private DocxNote Numbered(OpenXmlElement note)
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"[{++_count}]");
        return new DocxNote(mark, mark, note);
    }

    private static DocxNote OfReader(Comment comment) =>
        new("", comment.Author?.Value is { Length: > 0 } author ? $"Comment ({author}):" : "Comment:", comment);

    private static void Add<T>(Dictionary<long, T> notes, long? id, T note)
    {
        if (id is not null) notes.TryAdd(id.Value, note);
    }
}
