using Rag.Memory;

namespace Rag.Engine.Evaluation;

/// <summary>A memory in a temporary folder that goes when it is disposed of: what an evaluation searches in.</summary>
public sealed class TemporaryMemory : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rag-");

    /// <summary>An empty memory.</summary>
    public TemporaryMemory(MemoryOptions? options = null)
    {
        Store = MemoryStore.Open(_folder.FullName, options: options);
    }

    /// <summary>The memory itself.</summary>
    public IMemory Store { get; }

    /// <summary>Stores each text as a source of one item, named by its place, and commits.</summary>
    /// <param name="documents">Heading (or null) and text.</param>
    public void Fill(IEnumerable<(string? Heading, string Text)> documents)
    {
        foreach (var (i, (heading, text)) in documents.Index())
        {
            var source = i.ToString();
            Store.Replace(source, source, [new Item { Source = source, Ordinal = 0, Heading = heading, Text = text, End = text.Length }]);
        }
        Store.Commit();
    }

    /// <summary>The place in <see cref="Fill"/>'s sequence of the text that <paramref name="item"/> holds.</summary>
    public static int IndexOf(Item item) => int.Parse(item.Source);

    /// <inheritdoc />
    public void Dispose()
    {
        Store.Dispose();
        _folder.Delete(recursive: true);
    }
}
