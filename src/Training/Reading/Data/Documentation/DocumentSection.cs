using Rag.Files;
using Rag.Files.Documents;
using Rag.Files.Passages;

namespace Rag.Training.Reading.Data.Documentation;

/// <summary>What stands between a heading and the next one.</summary>
/// <param name="Title">The heading in plain words; empty before the first one.</param>
/// <param name="Heading">The heading's place; null before the first one.</param>
/// <param name="Parent">The section whose heading it stands under.</param>
/// <param name="Blocks">Its own blocks, without those of the sections below it.</param>
internal sealed record DocumentSection(
    Document Document, string Title, Block? Heading, DocumentSection? Parent, IReadOnlyList<Block> Blocks)
{
    /// <summary>Whether it is written in Chinese.</summary>
    public bool IsChinese { get; } = Title.Any(Cjk.IsHan)
        || (Blocks.Count > 0 && IsMostlyChinese(Document.Text.AsSpan(Blocks[0].Start, Blocks[^1].End - Blocks[0].Start)));

    public string Text => Document.Text;

    /// <summary>The sentences of its paragraphs and list items.</summary>
    public IEnumerable<TextSpan> Sentences => Blocks
        .Where(block => block.Kind is BlockKind.Paragraph or BlockKind.ListItem)
        .SelectMany(block => Files.Passages.Sentences.Find(Text, block.Start, block.End));

    /// <summary>The sections of a document, in order.</summary>
    public static IReadOnlyList<DocumentSection> Of(Document document)
    {
        var sections = new List<DocumentSection>();
        var above = new Stack<DocumentSection>();
        for (var i = 0; i < document.Blocks.Count;)
        {
            var heading = document.Blocks[i].Kind == BlockKind.Heading ? document.Blocks[i++] : null;
            var first = i;
            while (i < document.Blocks.Count && document.Blocks[i].Kind != BlockKind.Heading) i++;
            while (heading is not null && above.TryPeek(out var last) && !(last.Heading?.Level < heading.Level)) above.Pop();
            var title = heading is null ? "" : InlineMarkup.Strip(FirstLine(document.Text[heading.Start..heading.End]));
            above.TryPeek(out var parent);
            sections.Add(new DocumentSection(document, title, heading, parent, [.. document.Blocks.Skip(first).Take(i - first)]));
            above.Push(sections[^1]);
        }
        return sections;
    }

    /// <summary>A piece of it in plain words, on one line.</summary>
    public string Plain(TextSpan span) => InlineMarkup.Strip(Text[span.Start..span.End]);

    /// <summary>Without the line below it that makes it a heading.</summary>
    private static string FirstLine(string heading) => heading.Split('\n', 2)[0];

    private static bool IsMostlyChinese(ReadOnlySpan<char> text)
    {
        int han = 0, latin = 0;
        foreach (var c in text)
        {
            if (Cjk.IsHan(c)) han++;
            else if (char.IsAsciiLetter(c)) latin++;
        }
        return han * 4 > latin;
    }
}
