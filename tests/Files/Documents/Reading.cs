using System.Text;
using Rag.Files.Documents;

namespace Rag.Tests.Files.Documents;

/// <summary>Short ways to read a document and to look at what came of it.</summary>
internal static class Reading
{
    public static Document Read(string path, string text) => Read(path, Encoding.UTF8.GetBytes(text));

    public static Document Read(string path, byte[] content, DocumentLimits? limits = null) => new DocumentReader(limits).Read(path, content);

    public static DocumentException Refused(string path, byte[] content, DocumentLimits? limits = null)
    {
        var refusal = Assert.Throws<DocumentException>(() => Read(path, content, limits));
        Assert.StartsWith(path + ": ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal;
    }

    public static DocumentException Refused(string path, string text, DocumentLimits? limits = null) =>
        Refused(path, Encoding.UTF8.GetBytes(text), limits);

    /// <summary>Each block as "Kind: text", a heading with its level and a block on a page with its page.</summary>
    public static string[] Blocks(this Document document) =>
        [.. document.Blocks.Select(block =>
            $"{block.Kind}{(block.Level > 0 ? block.Level : "")}{(block.Page is { } page ? $" p{page}" : "")}: {document.Text[block.Start..block.End]}")];

    public static string Fixture(string name) =>
        Path.Combine(SharedData.Repository, "tests", "Files", "Documents", "Fixtures", name);
}
