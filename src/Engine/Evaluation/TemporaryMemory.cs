using Rag.Engine.Ask.Reading;
using Rag.Engine.Ingest;
using Rag.Engine.Retrieval;
using Rag.Memory;
using Rag.Memory.Embedded;

namespace Rag.Engine.Evaluation;

/// <summary>A memory in a temporary folder that goes when it is disposed of: what an evaluation searches in.</summary>
public sealed class TemporaryMemory : IAsyncDisposable
{
    private const int ItemsPerCommit = 2048;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rag-");

    /// <summary>An empty memory.</summary>
    public TemporaryMemory(MemoryOptions? options = null)
    {
        Store = EmbeddedMemory.Open(_folder.FullName, options: options);
    }

    /// <summary>The memory itself.</summary>
    public IMemory Store { get; }

    /// <summary>Stores each text as a source of one item, named by its place, and commits.</summary>
    /// <param name="documents">Heading (or null) and text.</param>
    /// <param name="encoder">Embeds them; it is the one the memory was opened with.</param>
    /// <param name="report">Is told how many have been embedded.</param>
    /// <param name="states">Encodes them for answering, where the memory keeps that.</param>
    public async ValueTask FillAsync(
        IEnumerable<(string? Heading, string Text)> documents, PassageEncoder? encoder = null, Action<int>? report = null, Reader? states = null,
        CancellationToken cancellationToken = default)
    {
        IReadOnlyList<Item> items = [.. documents.Select((document, i) => new Item
        {
            Source = $"{i}",
            Ordinal = 0,
            Heading = document.Heading,
            Text = document.Text,
            End = document.Text.Length,
        })];
        var encoding = new ItemEncoding(encoder, states, Store.States);
        var done = 0;
        foreach (var batch in items.Chunk(ItemsPerCommit))
        {
            foreach (var item in await encoding.EncodeAsync(batch, count => report?.Invoke(done + count), cancellationToken))
                await Store.ReplaceAsync(item.Source, item.Source, [item], cancellationToken);
            await Store.CommitAsync(cancellationToken);
            done += batch.Length;
        }
    }

    /// <summary>The place in <see cref="FillAsync"/>'s sequence of the text that <paramref name="item"/> holds.</summary>
    public static int IndexOf(Item item) => int.Parse(item.Source);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
