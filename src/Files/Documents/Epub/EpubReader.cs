using Rag.Files.Documents.Archives;
using Rag.Files.Documents.Html;

namespace Rag.Files.Documents.Epub;

/// <summary>
/// EPUB 2 and 3: the book's title and its chapters in the order of the spine, read as HTML. A chapter without a heading gets the one
/// that the table of contents has for it.
/// </summary>
internal static class EpubReader
{
    public static Document Read(DocumentSource source)
    {
        if (!source.Content.AsSpan().StartsWith("PK"u8)) throw source.Refuse("is no EPUB; give it the ending of its format");
        using var archive = new Archive(source, "EPUB");
        var book = EpubPackage.Read(archive, source);
        var document = new DocumentBuilder(source);
        document.Add(BlockKind.Heading, book.Title, level: 1);
        var left = 0;
        foreach (var chapter in book.Chapters)
        {
            if (book.Encrypted.Contains(chapter) || archive.Read(chapter) is not { } content) left++;
            else if (source.ReadPart(chapter, content, part => HtmlReader.ReadBody(part, isXml: true)) is { } read) Add(read, book, chapter, document);
        }
        if (left > 0) source.Notes.Add($"has chapters that are encrypted or missing: {left:N0}");
        return document.Build();
    }

    private static void Add(Document chapter, EpubPackage book, string path, DocumentBuilder document)
    {
        var under = book.Title.Length > 0 ? 1 : 0;
        var hasHeading = chapter.Blocks.Any(block => block.Kind == BlockKind.Heading);
        if (!hasHeading && chapter.Blocks.Count > 0 && book.Contents.TryGetValue(path, out var label))
            document.Add(BlockKind.Heading, label, level: under + 1);
        document.Add(chapter, under);
    }
}
