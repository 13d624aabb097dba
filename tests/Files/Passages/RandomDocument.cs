using System.Text;
using Rag.Files.Documents;

namespace Rag.Tests.Files.Passages;

/// <summary>Documents of any shape: blocks of all kinds and sizes, markup and hidden text between them.</summary>
internal static class RandomDocument
{
    private static readonly string[] _words =
        ["the", "Whale", "e.g.", "U.S.", "3.14", "end.", "end!\"", "(end?)", "…", "馆藏", "展品。", "他说：“好！”", "*", "don't", "|", new string('k', 90)];

    private static readonly string[] _gaps = ["\n", "\n\n", " ", "\n> ", "\r\n\r\n", "\n<!-- hidden words -->\n"];

    public static Document Create(Random random)
    {
        var text = new StringBuilder();
        var blocks = new List<Block>();
        var count = random.Next(1, 40);
        for (var i = 0; i < count; i++)
        {
            text.Append(_gaps[random.Next(_gaps.Length)]);
            var kind = (BlockKind)random.Next(6);
            var start = text.Length;
            var words = kind is BlockKind.Heading or BlockKind.TableHeader ? random.Next(1, 6) : random.Next(1, random.Next(2, 700));
            for (var w = 0; w < words; w++)
            {
                if (w > 0) text.Append(random.Next(30) == 0 ? "\n" : random.Next(5) > 0 ? " " : "");
                text.Append(_words[random.Next(_words.Length)]);
            }
            blocks.Add(new Block(kind, start, text.Length, random.Next(2) == 0 ? 1 + i / 3 : null, kind == BlockKind.Heading ? random.Next(1, 7) : 0));
        }
        return new Document(text.Append('\n').ToString(), blocks);
    }
}
