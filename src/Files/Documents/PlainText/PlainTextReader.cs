namespace Rag.Files.Documents.PlainText;

/// <summary>
/// Plain text: a paragraph is what stands between blank lines where the file is hard-wrapped, and a line otherwise.
/// Underlined lines, chapter lines and lone lines in capitals are headings.
/// </summary>
internal static class PlainTextReader
{
    public static Document Read(DocumentSource source)
    {
        var text = TextDecoder.Decode(source);
        var lines = Line.Split(text);
        var wrap = LineWrap.Measure(text, lines);
        var blocks = new List<Block>();
        for (var i = 0; i < lines.Count;)
        {
            source.Cancellation.ThrowIfCancellationRequested();
            if (lines[i].IsBlank)
            {
                i++;
            }
            else if (PlainTextHeading.LevelOf(text, lines, i, out var height) is var level and > 0)
            {
                blocks.Add(new Block(BlockKind.Heading, lines[i].Start, lines[i].End, Level: level));
                i += height;
            }
            else
            {
                var first = i++;
                while (i < lines.Count && !lines[i].IsBlank && wrap.Continues(text, lines[i - 1], lines[i])
                    && PlainTextHeading.LevelOf(text, lines, i, out _) == 0)
                {
                    i++;
                }
                var kind = ListMarker.Length(text, lines[first]) > 0 ? BlockKind.ListItem : BlockKind.Paragraph;
                blocks.Add(new Block(kind, lines[first].Start, lines[i - 1].End));
            }
        }
        return new Document(text, blocks);
    }

    /// <summary>Reads a log, in which each line stands for itself.</summary>
    public static Document ReadLines(DocumentSource source)
    {
        var text = TextDecoder.Decode(source);
        var lines = Line.Split(text).Where(line => !line.IsBlank);
        return new Document(text, [.. lines.Select(line => new Block(BlockKind.Code, line.Start, line.End))]);
    }
}
