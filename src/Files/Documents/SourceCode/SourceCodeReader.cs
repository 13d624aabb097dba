using Rag.Files.Documents.PlainText;

namespace Rag.Files.Documents.SourceCode;

/// <summary>Source code: what stands between blank lines is a block, with its indentation.</summary>
internal static class SourceCodeReader
{
    public static Document Read(DocumentSource source)
    {
        var text = TextDecoder.Decode(source);
        var blocks = new List<Block>();
        var start = -1;
        var end = 0;
        foreach (var line in Line.Split(text))
        {
            if (!line.IsBlank)
            {
                if (start < 0) start = line.LineStart;
                end = line.End;
            }
            else if (start >= 0)
            {
                blocks.Add(new Block(BlockKind.Code, start, end));
                start = -1;
            }
        }
        if (start >= 0) blocks.Add(new Block(BlockKind.Code, start, end));
        return new Document(text, blocks);
    }
}
